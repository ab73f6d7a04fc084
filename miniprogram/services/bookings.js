/** Booking, paying, cancelling, and finding them again. */

const { once, pause, repeatable } = require('./request');
const taps = require('./taps');
const clock = require('./clock');
const { isOver, payable } = require('../utils/rules');

/**
 * @typedef {import('./contracts').Booking} Booking
 * @typedef {import('./contracts').Payment} Payment
 * @typedef {{booking: Booking, payment: Payment | null}} Taken
 */

/** Bookings whose pay sheet was opened: their money may be there although no word of it came. */
const PAYING = 'paying';

/** How long to wait for WeChat's own books after its sheet said that it was paid. */
const SETTLING = [800, 1600, 3200];

/** Payment of a seat just taken, handed from the page that took it to the page that pays. @type {Map<string, Payment>} */
const prepared = new Map();

/**
 * Take a seat. The same tap again, even after the app was closed, answers with the same booking.
 * @param {string} slotId @param {string} patientId
 * @returns {Promise<Booking>}
 */
async function book(slotId, patientId) {
  const purpose = `book:${slotId}:${patientId}`;
  /** @type {() => Promise<Taken>} */
  const attempt = () =>
    taps.carry(purpose, (key) =>
      repeatable('book', { slot_id: slotId, patient_id: patientId, idempotency_key: key }),
    );
  const old = taps.isOpen(purpose);
  const taken = await attempt();
  // A key left over from an earlier day may lead to a booking that has ended since: this tap asks for a new one.
  const { booking, payment } = old && isOver(taken.booking) ? await attempt() : taken;
  if (payment) prepared.set(booking.id, payment);
  return booking;
}

/**
 * As WeChat Pay sees it now; a lost notice is made good here.
 * @param {string} id @returns {Promise<Booking>}
 */
async function settle(id) {
  /** @type {Taken} */
  const { booking, payment } = await repeatable('pay', { booking_id: id });
  if (payment) prepared.set(id, payment);
  else prepared.delete(id);
  return booking;
}

/**
 * Open WeChat's pay sheet.
 * @param {string} id
 * @returns {Promise<{booking: Booking, paid: boolean}>} as it stands after the sheet was closed; `paid` is what
 *   the sheet said, and true while the word of it is still on its way
 */
async function pay(id) {
  const before = prepared.has(id) ? null : await settle(id);
  const payment = prepared.get(id);
  if (!payment) return { booking: /** @type {Booking} */ (before), paid: false };
  prepared.delete(id);
  markPaying(id);
  const paid = await wx.requestPayment(payment).then(
    () => true,
    () => false,
  );
  let booking = await settle(id);
  for (const wait of paid ? SETTLING : []) {
    if (booking.status !== 'held') break;
    await pause(wait);
    booking = await settle(id);
  }
  return { booking, paid };
}

/** @param {string} id @returns {Promise<Booking>} */
async function get(id) {
  /** @type {{booking: Booking}} */
  const { booking } = await repeatable('my_bookings', { booking_id: id });
  if (booking.status !== 'held') unmarkPaying(id);
  // Too late to pay, or WeChat out of reach: what was read still stands.
  else if (wasPaying(id)) return settle(id).catch(() => booking);
  return booking;
}

/** @param {{status?: Booking['status'] | Booking['status'][], cursor?: string}} [filter] @returns {Promise<{bookings: Booking[], cursor: string | null}>} */
const mine = (filter = {}) => repeatable('my_bookings', { ...filter });

/** What is still to come, soonest first; what waits for payment before all. @returns {Promise<Booking[]>} */
async function coming() {
  const { bookings } = await mine({ status: ['held', 'confirmed', 'checked_in'] });
  /** @param {Booking} a @param {Booking} b */
  const sooner = (a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at);
  /** @param {Booking} booking */
  const due = (booking) => booking.status === 'held';
  return bookings
    .filter((booking) => !due(booking) || payable(booking, clock.now()))
    .sort((a, b) => Number(due(b)) - Number(due(a)) || sooner(a, b));
}

/** @param {string} id @returns {Promise<Booking>} */
async function cancel(id) {
  /** @type {{booking: Booking}} */
  const { booking } = await once('cancel', { booking_id: id });
  return booking;
}

/** @returns {string[]} */
const paying = () => wx.getStorageSync(PAYING) || [];
/** @param {string} id */
const wasPaying = (id) => paying().includes(id);
/** @param {string} id */
const unmarkPaying = (id) => {
  if (wasPaying(id))
    wx.setStorageSync(
      PAYING,
      paying().filter((one) => one !== id),
    );
};
/** @param {string} id */
const markPaying = (id) => {
  unmarkPaying(id);
  wx.setStorageSync(PAYING, [...paying(), id].slice(-20));
};

module.exports = { book, cancel, coming, get, mine, pay };
