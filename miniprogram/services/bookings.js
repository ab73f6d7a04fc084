/** Booking, paying, cancelling, and finding them again. */

const { known, once, pause, repeatable } = require('./request');
const sheets = require('./sheets');
const taps = require('./taps');
const clock = require('./clock');
const { isOver, payable } = require('../utils/rules');

/**
 * @typedef {import('./contracts').Booking} Booked
 * @typedef {Booked & {settling: boolean}} Booking settling: the pay sheet said that it was paid, and the service does
 *   not know yet: nobody may be asked for the money again
 * @typedef {import('./contracts').Payment} Payment
 * @typedef {{booking: Booked, payment: Payment | null}} Taken
 */

/** How long to wait for WeChat's own books after its sheet said that it was paid. */
const SETTLING = [0, 800, 1600, 3200];

/** Payment of a seat just taken, handed from the page that took it to the page that pays. @type {Map<string, Payment>} */
const prepared = new Map();

/** The service knows what became of the money: it stands for the booking, or it is on its way back. @param {Booked} booking */
const decided = ({ status, refund }) =>
  Boolean(refund) || !['held', 'expired', 'cancelled'].includes(status);

/** With what this phone knows of the payment, as long as the service does not. @param {Booked} booking @returns {Booking} */
function seen(booking) {
  const said = sheets.said(booking.id);
  const over = said === 'opened' && booking.status !== 'held';
  if (over || decided(booking)) sheets.forget(booking.id);
  return { ...booking, settling: sheets.said(booking.id) === 'paid' };
}

/** What a tap for this seat is called, while its answer is not known. @param {string} slotId @param {string} patientId */
const purposeOf = (slotId, patientId) => `book:${slotId}:${patientId}`;

/** Was this seat asked for without an answer? The same tap finds what it made. @param {string} slotId @param {string} patientId */
const unanswered = (slotId, patientId) => taps.isOpen(purposeOf(slotId, patientId));

/**
 * Take a seat. The same tap again, even after the app was closed, answers with the same booking.
 * @param {string} slotId @param {string} patientId
 * @returns {Promise<Booking>}
 */
async function book(slotId, patientId) {
  const purpose = purposeOf(slotId, patientId);
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
  return seen(booking);
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
  return seen(booking);
}

/**
 * Open WeChat's pay sheet.
 * @param {string} id
 * @param {() => void} onPaid the sheet said that it was paid; the word of it is still on its way
 * @returns {Promise<{booking: Booking | null, paid: boolean}>} as it stands after the sheet was closed; null when it
 *   was paid and the service cannot be asked
 */
async function pay(id, onPaid) {
  const before = prepared.has(id) ? null : await settle(id);
  const payment = prepared.get(id);
  if (!payment) return { booking: before, paid: false };
  prepared.delete(id);
  sheets.remember(id, 'opened');
  const paid = await wx.requestPayment(payment).then(
    () => true,
    () => false,
  );
  if (!paid) return { booking: await settle(id), paid };
  sheets.remember(id, 'paid');
  onPaid();
  return { booking: await settled(id), paid };
}

/** Asked until the payment has arrived, or the service is out of reach. @param {string} id */
async function settled(id) {
  let booking = null;
  for (const wait of SETTLING) {
    await pause(wait);
    booking = await settle(id).catch((error) => known(error) && null);
    if (!booking || !booking.settling) break;
  }
  return booking;
}

/** @param {string} id @returns {Promise<Booked>} */
async function read(id) {
  /** @type {{booking: Booked}} */
  const { booking } = await repeatable('my_bookings', { booking_id: id });
  return booking;
}

/** @param {string} id @returns {Promise<Booking>} */
async function get(id) {
  const booking = seen(await read(id));
  return sheets.said(id) ? asked(booking) : booking;
}

/**
 * A sheet was opened, and the service does not know how it ended: it asks WeChat. Out of reach, what was read stands.
 * @param {Booking} booking
 */
async function asked(booking) {
  try {
    return await settle(booking.id);
  } catch (error) {
    if (known(error).code !== 'BAD_STATE') return booking;
  }
  // Nothing can be paid any more. What WeChat was asked about in vain after its end was never paid.
  const after = await read(booking.id).catch((error) => known(error) && null);
  if (!after) return booking;
  if (after.status === 'expired') sheets.forget(booking.id);
  return seen(after);
}

/**
 * @param {{status?: Booking['status'] | Booking['status'][], cursor?: string}} [filter]
 * @returns {Promise<{bookings: Booking[], cursor: string | null}>} a page, newest first
 */
async function mine(filter = {}) {
  /** @type {{bookings: Booked[], cursor: string | null}} */
  const { bookings, cursor } = await repeatable('my_bookings', { ...filter });
  return { bookings: bookings.map(seen), cursor };
}

/** @returns {Promise<Booking[]>} what is not over: what waits for money first, then what is soonest */
async function open() {
  const bookings = [];
  /** @type {{cursor: string | null} & {bookings: Booking[]}} */
  let page = { bookings: [], cursor: null };
  do {
    const from = page.cursor ? { cursor: page.cursor } : {};
    page = await mine({ status: ['held', 'confirmed', 'checked_in'], ...from });
    bookings.push(...page.bookings);
  } while (page.cursor);
  /** @param {Booking} a @param {Booking} b */
  const sooner = (a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at);
  return bookings.sort((a, b) => Number(due(b)) - Number(due(a)) || sooner(a, b));
}

/** @param {Booking} booking */
const due = (booking) => booking.status === 'held';

/** The same without holds whose time to pay is over. @returns {Promise<Booking[]>} */
async function coming() {
  const bookings = await open();
  return bookings.filter((one) => !due(one) || one.settling || payable(one, clock.now()));
}

/** @param {string} id @returns {Promise<Booking>} */
async function cancel(id) {
  /** @type {{booking: Booked}} */
  const { booking } = await once('cancel', { booking_id: id });
  return seen(booking);
}

module.exports = { book, cancel, coming, get, mine, open, pay, unanswered };
