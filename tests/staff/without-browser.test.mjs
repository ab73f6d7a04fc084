/** What of the desktop pages needs no browser. */
import './unit/audit.test.mjs';
import './unit/days.test.mjs';
import './unit/grants.test.mjs';
import './unit/service-words.test.mjs';
import './unit/stale.test.mjs';
import './unit/tables.test.mjs';
import './unit/times.test.mjs';
import './unit/today.test.mjs';
import './unit/tools.test.mjs';
