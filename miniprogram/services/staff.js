/** The user as staff of a hospital: who they are there, invitations, and letting a desktop browser sign in. */

const preferences = require('./preferences');
const { repeatable } = require('./request');

/**
 * @typedef {import('./contracts').Staff} Staff
 * @typedef {import('./contracts').LoginSeen} LoginSeen
 * @typedef {import('./contracts').Place} Place
 * @typedef {import('./contracts').TodayReply} TodayReply
 */

/** @returns {Promise<Staff | null>} null: nobody's staff */
async function me() {
  /** @type {{staff: Staff | null}} */
  const { staff } = await repeatable('staff', { action: 'me' });
  preferences.setStaff(Boolean(staff));
  return staff;
}

/** What the hospitals of the user's roles are called, with their departments and doctors. @returns {Promise<Place[]>} */
async function places() {
  /** @type {{hospitals: Place[]}} */
  const { hospitals } = await repeatable('staff', { action: 'places' });
  return hospitals;
}

/** Takes an invitation; the same code again changes nothing. @param {string} code @returns {Promise<Staff>} */
async function accept(code) {
  /** @type {{staff: Staff}} */
  const { staff } = await repeatable('staff', { action: 'accept', code });
  preferences.setStaff(true);
  return staff;
}

/** What a scanned login is for. @param {string} ticket @returns {Promise<LoginSeen>} */
const look = (ticket) => repeatable('staff', { action: 'login_look', ticket });

/** @param {string} ticket @param {string} match the number that the browser shows @returns {Promise<unknown>} */
const confirm = (ticket, match) => repeatable('staff', { action: 'login_confirm', ticket, match });

/** Ends a login that is not the user's; again is as once. @param {string} ticket @returns {Promise<unknown>} */
const refuse = (ticket) => repeatable('staff', { action: 'login_refuse', ticket });

/** A hospital's today and tomorrow, as far as the user's roles reach. @param {string} id @returns {Promise<TodayReply>} */
const today = (id) => repeatable('admin', { action: 'today', hospital_id: id });

module.exports = { accept, confirm, look, me, places, refuse, today };
