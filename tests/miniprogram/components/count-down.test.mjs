import assert from 'node:assert/strict';
import test from 'node:test';
import { load, show } from './support.mjs';

const START = Date.parse('2026-11-23T02:00:00Z');
const read = (left) => left.all('.time')[0].dom.textContent;
const at = (ms) => new Date(START + ms).toISOString();

test('counts by the clock of the service, ends once, a moment after the instant', (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: START });
  // The phone is three hours behind the service.
  load('services/clock.js').sync(at(3 * 3600000), START, START);
  const left = show('count-down', { until: at(3 * 3600000 + 61000) }, ['end']);
  assert.equal(read(left), '01:01');
  t.mock.timers.tick(2000);
  assert.equal(read(left), '00:59');
  t.mock.timers.tick(59000);
  assert.equal(read(left), '00:00');
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
  assert.equal(read(left), '00:07');
  t.mock.timers.tick(9000);
  assert.equal(left.events.length, 2);
  left.set({ until: at(60000) });
  left.remove();
  t.mock.timers.tick(120000);
  assert.equal(left.events.length, 2);
});

test('a screen reader is told at five minutes and at one, once each, and not of the seconds', (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: START });
  load('services/clock.js').sync(at(0), START, START);
  const left = show('count-down', { until: at(6 * 60000), of: '付款时间' });
  const told = () => left.all('.spoken')[0].dom.textContent;
  const heard = [told()];
  for (let second = 0; second < 6 * 60; second += 1) {
    t.mock.timers.tick(1000);
    if (told() !== heard.at(-1)) heard.push(told());
  }
  assert.deepEqual(heard, ['', '付款时间还剩 5 分钟', '付款时间还剩 1 分钟']);
});

test('opened with three minutes left it tells of one only; a clock that jumps tells what is left', (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: START });
  load('services/clock.js').sync(at(0), START, START);
  const left = show('count-down', { until: at(3 * 60000), of: '付款时间' });
  const told = () => left.all('.spoken')[0].dom.textContent;
  t.mock.timers.tick(60000);
  assert.equal(told(), '');
  left.set({ until: at(20 * 60000) });
  load('services/clock.js').sync(at(17 * 60000), Date.now(), Date.now());
  t.mock.timers.tick(1000);
  assert.equal(told(), '付款时间还剩 3 分钟');
});
