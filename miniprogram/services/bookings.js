/** Booking, paying, cancelling, and finding them again. */

const { Trouble, known, pause, repeatable } = require('./request');
const cancels = require('./cancels');
const clock = require('./clock');
const local = require('./local');
const network = require('./network');
const sheets = require('./sheets');
const taps = require('./taps');
const { isOver, payable } = require('../utils/rules');

/**
 * @typedef {import('./contracts').Booking} Booked
 * @typedef {import('./local').Booking} Booking
 * @typedef {import('./contracts').Payment} Payment
 * @typedef {{booking: Booked, payment: Payment | null}} Taken
 */

/** How long to wait for WeChat's own books after its sheet said that it was paid. */
const SETTLING = [0, 800, 1600, 3200];

/** Payment of a seat just taken, handed from the page that took it to the page that pays. @type {Map<string, Payment>} */
const prepared = new Map();

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
  return local.heard(booking);
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
  return local.heard(booking);
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
  local.paid(id);
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

/** Without a network as it was last known, for the page says that there is none. @param {string} id @returns {Promise<Booking>} */
async function get(id) {
  try {
    const booking = local.heard(await read(id));
    return sheets.said(id) ? await asked(booking) : booking;
  } catch (error) {
    const { code, uncertain } = known(error);
    const kept = local.kept(id);
    if (kept && (code === 'OFFLINE' || (uncertain && kept.settling))) return kept;
    throw error;
  }
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
  return local.heard(after);
}

/**
 * @param {{status?: Booking['status'] | Booking['status'][], cursor?: string}} [filter]
 * @returns {Promise<{bookings: Booking[], cursor: string | null}>} a page, newest first
 */
async function mine(filter = {}) {
  /** @type {{bookings: Booked[], cursor: string | null}} */
  const { bookings, cursor } = await repeatable('my_bookings', { ...filter });
  return { bookings: bookings.map(local.heard), cursor };
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
  bookings.push(...(await others(bookings)));
  /** @param {Booking} a @param {Booking} b */
  const sooner = (a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at);
  return bookings.sort((a, b) => Number(due(b)) - Number(due(a)) || sooner(a, b));
}

/** What is open on this phone only, asked for one by one until it is known. @param {Booking[]} read */
async function others(read) {
  const missing = local.open().filter((id) => !read.some((one) => one.id === id));
  const asked = missing.map((id) => get(id).catch((error) => known(error) && null));
  return (await Promise.all(asked)).flatMap((one) => (one && !past(one) ? one : []));
}

/** Over, and nothing more to be heard of it. @param {Booking} booking */
const past = (booking) => isOver(booking) && !booking.settling && !booking.cancelling;

/** @param {Booking} booking */
const due = (booking) => booking.status === 'held';

/** What is neither over nor too late to be paid. @param {Booking[]} bookings */
const current = (bookings) =>
  bookings.filter((one) => {
    if (one.settling || one.cancelling) return true;
    return due(one) ? payable(one, clock.now()) : !isOver(one);
  });

/** Refusals that say nothing of what this try did; the others of their kind come before anything is done. */
const LOST = ['NETWORK', 'OFFLINE', 'BUSY', 'INTERNAL'];

/** Cancelled already is cancelled: it may be asked for again. @param {string} id @returns {Promise<Booking>} */
async function cancel(id) {
  if (!network.online()) throw new Trouble('OFFLINE');
  let earlier = false;
  const onTry = () => {
    earlier = cancels.isOnItsWay(id);
    cancels.sent(id);
  };
  try {
    /** @type {{booking: Booked}} */
    const { booking } = await repeatable('cancel', { booking_id: id }, onTry);
    cancels.forget(id);
    return local.heard(booking);
  } catch (error) {
    // That this try was refused says nothing of an earlier one that was not answered.
    if (!earlier && !LOST.includes(known(error).code)) cancels.forget(id);
    throw error;
  }
}

module.exports = {
  book,
  cancel,
  current,
  get,
  here: local.here,
  mine,
  now: local.now,
  open,
  pay,
  unanswered,
};
