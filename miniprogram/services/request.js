/** The only caller of the cloud: envelope, clock, safe repetition, and words for what went wrong. */

const { env } = require('../config');
const clock = require('./clock');
const network = require('./network');
const { TROUBLE } = require('../utils/words');

/** @typedef {import('./contracts').Requests} Requests */

const TIMEOUT = 20 * 1000;
const PAUSES = [400, 1200];

/** Codes after which nothing is known to have failed: worth another try by itself. */
const PASSING = ['BUSY', 'NETWORK'];

/** Codes that say nothing about what was asked: it may have happened, so the same tap must keep its key. */
const UNCERTAIN = [
  ...PASSING,
  'OFFLINE',
  'INTERNAL',
  'TOO_MANY_REQUESTS',
  'UNAUTHENTICATED',
  'CONSENT_REQUIRED',
];

/** A call that was not answered OK; `message` is fit to show. */
class Trouble extends Error {
  /**
   * @param {import('./contracts').Code | 'NETWORK' | 'OFFLINE'} code
   * @param {string} [message]
   * @param {Record<string, any>} [details] the reply's data, such as the instant of release
   */
  constructor(code, message, details) {
    super(message || TROUBLE[/** @type {keyof TROUBLE} */ (code)] || TROUBLE.INTERNAL);
    this.code = code;
    this.details = details || {};
  }

  get uncertain() {
    return UNCERTAIN.includes(this.code);
  }
}

/**
 * The trouble a page can put into words; anything else is a mistake of ours and goes on its way.
 * @param {unknown} error @returns {Trouble}
 */
function known(error) {
  if (error instanceof Trouble) return error;
  throw error;
}

/**
 * @template T
 * @template {keyof Requests} N
 * @param {N} name of the function
 * @param {Requests[N]} data
 * @returns {Promise<T>}
 * @throws {Trouble}
 */
async function once(name, data) {
  const sent = Date.now();
  const result = await withTimeout(wx.cloud.callFunction({ name, data })).then(
    (reply) => /** @type {import('./contracts').Envelope<T>} */ (reply.result),
    () => null,
  );
  if (!result || typeof result.code !== 'string')
    throw new Trouble(network.online() ? 'NETWORK' : 'OFFLINE');
  clock.sync(result.now, sent, Date.now());
  if (result.code !== 'OK') throw new Trouble(result.code, result.message, result.data || {});
  return /** @type {T} */ (result.data);
}

/** @template T @param {Promise<T>} work @returns {Promise<T>} */
function withTimeout(work) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer')), TIMEOUT);
    work.then(resolve, reject).then(() => clearTimeout(timer));
  });
}

/** @param {number} milliseconds */
const pause = (milliseconds) =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds));

/**
 * A call that changes nothing, or carries its own idempotency key: repeated while its outcome is uncertain.
 * @template T
 * @template {keyof Requests} N
 * @param {N} name @param {Requests[N]} data @param {() => void} [onTry] told before each try
 * @returns {Promise<T>}
 */
async function repeatable(name, data, onTry = () => undefined) {
  for (const wait of PAUSES) {
    try {
      onTry();
      return await once(name, data);
    } catch (error) {
      if (!(error instanceof Trouble) || !PASSING.includes(error.code)) throw error;
      await pause(wait);
    }
  }
  onTry();
  return once(name, data);
}

function start() {
  wx.cloud.init(env ? { env, traceUser: false } : { traceUser: false });
}

module.exports = { Trouble, known, once, pause, repeatable, start };
