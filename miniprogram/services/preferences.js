/** What this phone remembers of its user's habits: type size, places seen, words searched for, and whether they are staff. */

const LARGE = 'large_type';
const RECENT = 'recent_hospitals';
const WORDS = 'search_words';
const STAFF = 'staff';
const MOST = 6;

/** System type sizes from here on (16 is normal) mean that the user wants large type everywhere. */
const LARGE_SYSTEM_TYPE = 19;

/** @type {Set<() => void>} */
const watchers = new Set();

function largeType() {
  const chosen = wx.getStorageSync(LARGE);
  if (typeof chosen === 'boolean') return chosen;
  return (wx.getAppBaseInfo().fontSizeSetting || 16) >= LARGE_SYSTEM_TYPE;
}

/** @param {boolean} large */
function setLargeType(large) {
  wx.setStorageSync(LARGE, large);
  watchers.forEach((tell) => tell());
}

/** @param {() => void} tell @returns {() => void} stops watching */
function watch(tell) {
  watchers.add(tell);
  return () => watchers.delete(tell);
}

/** @param {string} key @returns {string[]} newest first */
const list = (key) => wx.getStorageSync(key) || [];

/** @param {string} key @param {string} value */
const remember = (key, value) =>
  wx.setStorageSync(key, [value, ...list(key).filter((old) => old !== value)].slice(0, MOST));

module.exports = {
  isStaff: () => wx.getStorageSync(STAFF) === true,
  setStaff: (/** @type {boolean} */ staff) => wx.setStorageSync(STAFF, staff),
  largeType,
  setLargeType,
  watch,
  recentHospitals: () => list(RECENT),
  rememberHospital: (/** @type {string} */ id) => remember(RECENT, id),
  searchWords: () => list(WORDS),
  rememberSearch: (/** @type {string} */ words) => remember(WORDS, words),
  forgetSearches: () => wx.removeStorageSync(WORDS),
};
