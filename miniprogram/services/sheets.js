/**
 * What WeChat's pay sheets said, kept in storage: a page left or an app closed must not forget that money was paid.
 *
 * `opened`: the sheet was opened, and nothing is known of how it ended. `paid`: the sheet said so, and the service has
 * not said yet what became of the money.
 */

const STORE = 'pay_sheets';
const MOST = 20;

/** @typedef {'opened' | 'paid'} Said */

/** @returns {Record<string, Said>} by booking */
const all = () => wx.getStorageSync(STORE) || {};

/** @param {string} id of the booking @returns {Said | undefined} */
const said = (id) => all()[id];

/** @param {string} id */
function forget(id) {
  const { [id]: known, ...others } = all();
  if (known) wx.setStorageSync(STORE, others);
}

/** @param {string} id @param {Said} what */
function remember(id, what) {
  const { [id]: _, ...others } = all();
  const kept = Object.entries({ ...others, [id]: what }).slice(-MOST);
  wx.setStorageSync(STORE, Object.fromEntries(kept));
}

module.exports = { forget, remember, said };
