/** What holds for a booking and for a visit to come, whoever asks: the service has the last word. */

const time = require('./time');

/**
 * @typedef {import('../services/bookings').Booking} Booking
 * @typedef {import('../services/contracts').HospitalRules} HospitalRules
 */

/** Waiting for payment, or for a yes to a free offer, and still in time. @param {Booking} booking @param {number} now */
const payable = (booking, now) =>
  booking.status === 'held' &&
  !booking.settling &&
  !booking.cancelling &&
  booking.hold_until !== null &&
  now < time.millis(booking.hold_until);

/** While money is on its way nobody can say what a cancellation would do with it. @param {Booking} booking @param {number} now */
const cancellable = (booking, now) =>
  (booking.status === 'held' && !booking.settling) ||
  (booking.status === 'confirmed' && now < time.millis(booking.cancellable_until));

/** No longer to come: cancelled, expired, done. @param {{status: Booking['status']}} booking */
const isOver = (booking) => !['held', 'confirmed', 'checked_in'].includes(booking.status);

/**
 * Until when a paid visit on this day may be given back.
 * @param {HospitalRules} rules @param {string} date of the visit
 * @returns {string} RFC 3339
 */
const cancellableUntil = (rules, date) =>
  `${time.addDays(date, -rules.cancel_days_before)}T${rules.cancel_time}:00+08:00`;

module.exports = { cancellable, cancellableUntil, isOver, payable };
