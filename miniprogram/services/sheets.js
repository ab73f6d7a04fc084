/**
 * What WeChat's pay sheets said, kept in storage: a page left or an app closed must not forget that money was paid.
 *
 * `opened`: the sheet was opened, and nothing is known of how it ended. `paid`: the sheet said so, and the service has
 * not said yet what became of the money; the booking is kept beside it, to be shown where the service is out of reach.
 */

/** @typedef {import('./contracts').Booking} Booked */
/** @typedef {'opened' | 'paid'} Said */

const STORE = 'pay_sheets';
const MOST = 20;

/** @returns {Record<string, {said: Said, booking: Booked | null}>} by booking */
const all = () => wx.getStorageSync(STORE) || {};

/** @param {string} id of the booking @returns {Said | undefined} */
const said = (id) => (all()[id] || {}).said;

/** @returns {Booked[]} as they stood when they were paid */
const paid = () =>
  Object.values(all()).flatMap((one) => (one.said === 'paid' && one.booking ? one.booking : []));

/** @param {string} id */
function forget(id) {
  const { [id]: known, ...others } = all();
  if (known) wx.setStorageSync(STORE, others);
}

/** @param {string} id @param {Said} what @param {Booked | null} [booking] */
function remember(id, what, booking = null) {
  const { [id]: _, ...others } = all();
  const kept = Object.entries({ ...others, [id]: { said: what, booking } }).slice(-MOST);
  wx.setStorageSync(STORE, Object.fromEntries(kept));
}

module.exports = { forget, paid, remember, said };
