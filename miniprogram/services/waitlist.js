/** Waiting in line for a slot that is full. */

const { once, repeatable } = require('./request');
const cancels = require('./cancels');
const sheets = require('./sheets');
const taps = require('./taps');

/**
 * @typedef {import('./contracts').WaitlistEntry} Entry
 * @typedef {Entry & {settling: boolean, cancelling: boolean}} Place settling: its offer is paid, and the service does not
 *   know yet; cancelling: it was given up, and no answer came
 */

/** @param {string} slotId @param {string} patientId @returns {Promise<Entry>} */
async function join(slotId, patientId) {
  /** @type {{entry: Entry}} */
  const { entry } = await taps.carry(`join:${slotId}:${patientId}`, (key) =>
    repeatable('waitlist', {
      action: 'join',
      slot_id: slotId,
      patient_id: patientId,
      idempotency_key: key,
    }),
  );
  return entry;
}

/** @param {Entry} entry @returns {Place} */
const seen = (entry) => ({
  ...entry,
  settling: entry.booking_id !== null && sheets.said(entry.booking_id) === 'paid',
  cancelling: entry.booking_id !== null && cancels.isOnItsWay(entry.booking_id),
});

/** @returns {Promise<Place[]>} */
async function mine() {
  /** @type {{entries: Entry[]}} */
  const { entries } = await repeatable('waitlist', { action: 'mine' });
  return entries.map(seen);
}

/** Take a free seat that is offered; a paid one is taken by paying. @param {string} id @returns {Promise<{entry: Entry}>} */
const accept = (id) => once('waitlist', { action: 'accept', entry_id: id });

/** @param {string} id @returns {Promise<{entry: Entry}>} */
const leave = (id) => once('waitlist', { action: 'leave', entry_id: id });

module.exports = { accept, join, leave, mine };
