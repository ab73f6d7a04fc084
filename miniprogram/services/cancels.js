/**
 * Cancellations that were sent and not answered, kept in storage: no page says meanwhile that the booking stands, nor
 * that it is gone.
 */

const { isOver } = require('../utils/rules');

/** @typedef {import('./contracts').Booking} Booked */

const STORE = 'open_cancels';
const MOST = 20;

/** Milliseconds: a cancellation that has done nothing by then does nothing any more. */
const LIMIT = 30 * 1000;

/** @returns {Record<string, number>} when they were sent, by the phone's own clock */
const all = () => wx.getStorageSync(STORE) || {};

/** @returns {string[]} of the bookings */
const ids = () => Object.keys(all());

/** @param {string} id of the booking */
const isOpen = (id) => id in all();

/** @param {string} id */
function sent(id) {
  const { [id]: _, ...others } = all();
  const kept = Object.entries({ ...others, [id]: Date.now() }).slice(-MOST);
  wx.setStorageSync(STORE, Object.fromEntries(kept));
}

/** @param {string} id */
function forget(id) {
  const { [id]: at, ...others } = all();
  if (at) wx.setStorageSync(STORE, others);
}

/** The service tells of a booking: it is over, or it stands so long after that it was not cancelled. @param {Booked} booking */
function heard(booking) {
  const at = all()[booking.id];
  if (at && (isOver(booking) || Math.abs(Date.now() - at) > LIMIT)) forget(booking.id);
}

module.exports = { LIMIT, forget, heard, ids, isOpen, sent };
