import assert from 'node:assert/strict';
import test from 'node:test';
import { load, show } from './support.mjs';

const START = Date.parse('2026-11-23T02:00:00Z');
const at = (ms) => new Date(START + ms).toISOString();

test('counts by the clock of the service, ends once, a moment after the instant', (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: START });
  // The phone is three hours behind the service.
  load('services/clock.js').sync(at(3 * 3600000), START, START);
  const left = show('count-down', { until: at(3 * 3600000 + 61000) }, ['end']);
  assert.equal(left.text(), '01:01');
  t.mock.timers.tick(2000);
  assert.equal(left.text(), '00:59');
  t.mock.timers.tick(59000);
  assert.equal(left.text(), '00:00');
  assert.equal(left.events.length, 0);
  t.mock.timers.tick(5000);
  assert.equal(left.events.length, 1);
});

test('another end starts it again; gone from the page it is silent', (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: START });
  load('services/clock.js').sync(at(0), START, START);
  const left = show('count-down', { until: at(1000) }, ['end']);
  t.mock.timers.tick(3000);
  left.set({ until: at(10000) });
  assert.equal(left.text(), '00:07');
  t.mock.timers.tick(9000);
  assert.equal(left.events.length, 2);
  left.set({ until: at(60000) });
  left.remove();
  t.mock.timers.tick(120000);
  assert.equal(left.events.length, 2);
});
