/** WeChat's permission to send a message: asked on the tap that gives a reason for it, never in the way of that tap. */

const session = require('./session');
const { once } = require('./request');

/** Which tap asks for which kinds; WeChat takes three at a time. */
const ASKED = {
  book: ['booking_confirmed', 'visit_tomorrow', 'visit_soon'],
  refund: ['refund_result'],
  waitlist: ['waitlist_offer', 'hold_expired', 'booking_confirmed'],
  reminders: ['visit_tomorrow', 'visit_soon', 'booking_cancelled'],
};

/** Template ids are needed inside the tap, where nothing may be awaited before the sheet opens. @type {Record<string, string>} */
let templates = {};

/** Call when a page opens that will ask. */
async function prepare() {
  templates = (await session.get()).message_templates;
}

/**
 * What WeChat answered about a template, as the contract has it: an accept with sound or alert is an accept.
 * @param {string} answer @returns {'accept' | 'reject' | 'ban' | 'filter'}
 */
function verdict(answer) {
  if (answer.startsWith('accept')) return 'accept';
  return answer === 'ban' || answer === 'filter' ? answer : 'reject';
}

/**
 * Ask, and pass the answer on. Never throws: a booking does not depend on it.
 * @param {keyof typeof ASKED} tap
 * @returns {Promise<number>} how many kinds were allowed
 */
async function ask(tap) {
  const tmplIds = ASKED[tap].map((kind) => templates[kind]).filter(Boolean);
  if (!tmplIds.length) return 0;
  try {
    /** @type {any} */
    const answers = await wx.requestSubscribeMessage({ tmplIds });
    const asked = tmplIds.filter((id) => id in answers);
    const results = Object.fromEntries(asked.map((id) => [id, verdict(answers[id])]));
    await once('account', { action: 'grant_messages', results });
    return Object.values(results).filter((result) => result === 'accept').length;
  } catch {
    return 0;
  }
}

module.exports = { ask, prepare };
