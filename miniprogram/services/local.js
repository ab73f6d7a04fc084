/**
 * What this phone knows of bookings beside the service: that one was paid, or cancelled without an answer. It is laid
 * over what was read, so that no page says the contrary while the service is out of reach.
 */

const cancels = require('./cancels');
const sheets = require('./sheets');

/**
 * @typedef {import('./contracts').Booking} Booked
 * @typedef {Booked & {settling: boolean, cancelling: boolean}} Booking settling: the pay sheet said that it was paid,
 *   and the service does not know yet: nobody may be asked for the money again; cancelling: it was cancelled, and no
 *   answer came
 */

/** As the service told it last, while the app is open. @type {Map<string, Booked>} */
const last = new Map();

/** The service knows what became of the money: it stands for the booking, or it is on its way back. @param {Booked} booking */
const decided = ({ status, refund }) =>
  Boolean(refund) || !['held', 'expired', 'cancelled'].includes(status);

/** With what this phone knows now. @param {Booked} booking @returns {Booking} */
const seen = (booking) => ({
  ...booking,
  settling: sheets.said(booking.id) === 'paid',
  cancelling: cancels.isOpen(booking.id),
});

/** What the service has just told; what it settles is remembered no longer. @param {Booked} booking @returns {Booking} */
function heard(booking) {
  const { id, status } = booking;
  last.set(id, booking);
  const over = sheets.said(id) === 'opened' && status !== 'held';
  if (over || decided(booking)) sheets.forget(id);
  cancels.heard(booking);
  return seen(booking);
}

/** What a page read a while ago, as it is known now. @param {Booked} booking */
const now = (booking) => seen(last.get(booking.id) || booking);

/** Bookings of which the service has more to tell: paid, or cancelled without an answer. @returns {string[]} */
const open = () => [...new Set([...sheets.paid().map(({ id }) => id), ...cancels.ids()])];

/** The same of a list; what is open and not among it comes first. @param {Booked[]} bookings */
function here(bookings) {
  const others = open().filter((id) => !bookings.some((one) => one.id === id));
  return [...others.flatMap((id) => kept(id) || []), ...bookings.map(now)];
}

/** A booking while it cannot be read. @param {string} id @returns {Booking | null} */
function kept(id) {
  const booking = last.get(id) || sheets.paid().find((one) => one.id === id);
  return booking ? seen(booking) : null;
}

/** The sheet said that it was paid. @param {string} id */
const paid = (id) => sheets.remember(id, 'paid', last.get(id));

const forget = () => last.clear();

module.exports = { forget, heard, here, kept, now, open, paid };
