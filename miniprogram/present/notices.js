/** What a hospital tells its patients, as pages show it. */

/** @typedef {import('../services/contracts').Notice} Notice */

/** Each with a key of its own: two may be called alike. @param {Notice[]} notices */
const keyed = (notices) =>
  notices.map((one) => ({ ...one, key: `${one.heading} ${one.from_date}` }));

/** Those that are read before booking. @param {Notice[]} notices */
const important = (notices) => keyed(notices.filter((one) => one.important));

module.exports = { important, keyed };
