/**
 * A page that is looked at follows the world: it reads again when the network is back, every few seconds while it
 * waits for something, and when a new day has begun, for what it calls 今天 is yesterday then.
 */

const clock = require('../services/clock');
const network = require('../services/network');
const time = require('../utils/time');

const EVERY = 15 * 1000;

/**
 * @param {{look: () => Promise<boolean>, pending: () => boolean}} page look: read again, quietly, and tell whether
 *   what is shown is new now; pending: is something waited for?
 * @returns {() => void} stops watching
 */
function watch({ look, pending }) {
  let today = time.dateOf(clock.now());

  async function tick() {
    const day = time.dateOf(clock.now());
    if (!network.online() || (day === today && !pending())) return;
    // A day that could not be read yet is tried again at the next tick.
    if (await look()) today = day;
  }

  const timer = setInterval(tick, EVERY);
  const unwatch = network.watch(() => {
    if (network.online()) look();
  });
  return () => {
    clearInterval(timer);
    unwatch();
  };
}

module.exports = { EVERY, watch };
