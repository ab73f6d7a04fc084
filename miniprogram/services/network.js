/** Is there a network? Asked by pages that show a bar, and by calls that failed. */

let connected = true;
/** @type {Set<() => void>} */
const watchers = new Set();

function start() {
  wx.getNetworkType({ success: ({ networkType }) => set(networkType !== 'none') });
  wx.onNetworkStatusChange(({ isConnected }) => set(isConnected));
}

/** @param {boolean} value */
function set(value) {
  if (value === connected) return;
  connected = value;
  watchers.forEach((tell) => tell());
}

const online = () => connected;

/** @param {() => void} tell @returns {() => void} stops watching */
function watch(tell) {
  watchers.add(tell);
  return () => watchers.delete(tell);
}

module.exports = { online, start, watch };
