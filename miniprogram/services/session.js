/** Who is using the phone: signed in by WeChat itself, once a start, again when asked. */

const drafts = require('./drafts');
const local = require('./local');
const { once, repeatable } = require('./request');

/** @typedef {import('./contracts').Session} Session */

/** @type {Promise<Session> | null} */
let current = null;

/** @returns {Promise<Session>} the same sign-in for everybody until it is refreshed */
function get() {
  if (!current) {
    current = /** @type {Promise<Session>} */ (repeatable('login', {}));
    current.catch(() => {
      current = null;
    });
  }
  return current;
}

/** @returns {Promise<Session>} */
function refresh() {
  current = null;
  return get();
}

/** Has the user agreed to the wording that is in force? */
async function consented() {
  const { consent } = await get();
  return consent.accepted === consent.required;
}

async function acceptConsent() {
  const { consent } = await get();
  await once('account', { action: 'accept_consent', version: consent.required });
  await refresh();
}

/** @param {string} phoneCode from WeChat's own button */
async function bindPhone(phoneCode) {
  await once('account', { action: 'bind_phone', phone_code: phoneCode });
  return refresh();
}

/** @returns {Promise<Record<string, unknown>>} everything that is kept about the user, all pages of it */
async function exportData() {
  const next = (/** @type {object} */ from) => repeatable('account', { action: 'export', ...from });
  const { cursor, waitlist_cursor: entry, ...copy } = await next({});
  for (let from = cursor; from;) {
    const page = await next({ cursor: from });
    copy.bookings.push(...page.bookings);
    from = page.cursor;
  }
  for (let from = entry; from;) {
    const page = await next({ waitlist_cursor: from });
    copy.waitlist.push(...page.waitlist);
    from = page.waitlist_cursor;
  }
  return copy;
}

/** Erases the user's data for good. */
async function erase() {
  await once('account', { action: 'erase', confirm: true });
  wx.clearStorageSync();
  drafts.forget();
  local.forget();
  current = null;
}

module.exports = { acceptConsent, bindPhone, consented, erase, exportData, get, refresh };
