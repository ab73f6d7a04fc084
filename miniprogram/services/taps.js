/**
 * One idempotency key a tap, kept in storage until the tap is answered.
 *
 * While it is kept, the same tap (same purpose) carries the same key: pressed again after a dead network or a closed
 * app it finds what it made the first time.
 */

const { known } = require('./request');

const STORE = 'open_taps';
const MOST = 20;
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

/** @returns {Record<string, string>} */
const open = () => wx.getStorageSync(STORE) || {};

function freshKey() {
  let key = '';
  for (let i = 0; i < 24; i += 1) key += ALPHABET[Math.floor(Math.random() * ALPHABET.length)];
  return key;
}

/** @param {string} purpose such as `book:<slot>:<patient>` */
function keyFor(purpose) {
  const taps = open();
  if (!taps[purpose]) {
    taps[purpose] = freshKey();
    wx.setStorageSync(STORE, Object.fromEntries(Object.entries(taps).slice(-MOST)));
  }
  return taps[purpose];
}

/** @param {string} purpose */
const isOpen = (purpose) => purpose in open();

/** @param {string} purpose */
function answered(purpose) {
  const taps = open();
  delete taps[purpose];
  wx.setStorageSync(STORE, taps);
}

/**
 * Make a call with the key of its tap; the key goes once the call has truly been answered.
 * @template T
 * @param {string} purpose @param {(key: string) => Promise<T>} call
 * @returns {Promise<T>}
 */
async function carry(purpose, call) {
  try {
    const reply = await call(keyFor(purpose));
    answered(purpose);
    return reply;
  } catch (error) {
    if (!known(error).uncertain) answered(purpose);
    throw error;
  }
}

module.exports = { carry, isOpen };
