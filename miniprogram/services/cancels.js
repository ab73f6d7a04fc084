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

/** @returns {Record<string, number>} when they were sent last, by the phone's own clock */
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

/** Sent so lately, without an answer, that it may still do something. @param {string} id */
const isOnItsWay = (id) => isOpen(id) && Math.abs(Date.now() - all()[id]) <= LIMIT;

/** The service tells of a booking: it is over, or it stands so long after that it was not cancelled. @param {Booked} booking */
function heard(booking) {
  if (isOver(booking) || !isOnItsWay(booking.id)) forget(booking.id);
}

module.exports = { LIMIT, forget, heard, ids, isOnItsWay, isOpen, sent };
