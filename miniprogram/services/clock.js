/** The service's clock: a phone may be hours off, so everything counts by the `now` of the last reply. */

let offset = 0;

/**
 * @param {string} now the reply's instant
 * @param {number} sent phone's milliseconds when the call left
 * @param {number} received and when its reply came
 */
function sync(now, sent, received) {
  const server = Date.parse(now);
  if (!Number.isNaN(server)) offset = server - (sent + received) / 2;
}

/** @returns {number} milliseconds since 1970 */
const now = () => Date.now() + offset;

module.exports = { now, sync };
