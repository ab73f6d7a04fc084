import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './support.mjs';

const time = load('utils/time.js');
const money = load('utils/money.js');

test('dates and times read in Beijing, wherever the phone is', (t) => {
  const zone = process.env.TZ;
  t.after(() => (zone === undefined ? delete process.env.TZ : (process.env.TZ = zone)));
  for (const TZ of ['UTC', 'America/Los_Angeles', 'Asia/Shanghai']) {
    process.env.TZ = TZ;
    assert.equal(time.dateOf('2026-11-24T17:30:00Z'), '2026-11-25');
    assert.equal(time.hourMinute('2026-11-24T17:30:00Z'), '01:30');
    assert.equal(time.day('2026-11-25'), '11月25日 周三');
  }
});

test('a visit is said as people write it', () => {
  const visit = {
    date: '2026-11-25',
    period: 'am',
    starts_at: '2026-11-25T08:30:00+08:00',
    ends_at: '2026-11-25T09:00:00+08:00',
  };
  assert.equal(time.visit(visit), '11月25日 周三 上午 08:30');
  assert.equal(time.span(visit), '08:30–09:00');
});

test('days across the end of a month and a leap day', () => {
  assert.equal(time.addDays('2026-11-30', 1), '2026-12-01');
  assert.equal(time.addDays('2028-02-28', 1), '2028-02-29');
  assert.equal(time.addDays('2026-01-01', -1), '2025-12-31');
  assert.equal(time.daysBetween('2026-12-30', '2027-01-02'), 3);
});

test('only the next three days have names', () => {
  const names = [0, 1, 2, 3, -1].map((days) =>
    time.nearName(time.addDays('2026-11-23', days), '2026-11-23'),
  );
  assert.deepEqual(names, ['今天', '明天', '后天', '', '']);
});

test('midnight as a deadline is the end of the day before', () => {
  assert.equal(time.deadline('2026-11-25T00:00:00+08:00'), '11月24日 24:00');
  assert.equal(time.deadline('2026-12-01T00:00:00+08:00'), '11月30日 24:00');
  assert.equal(time.deadline('2026-11-25T18:00:00+08:00'), '11月25日 18:00');
});

test('time left counts down to nothing and never below', () => {
  const said = [15 * 60000, 61000, 59001, 1000, 1, 0, -5000].map(time.remaining);
  assert.deepEqual(said, ['15:00', '01:01', '01:00', '00:01', '00:01', '00:00', '00:00']);
  assert.equal(time.remaining(3 * 3600000 + 2000), '3:00:02');
  assert.equal(time.remaining(49 * 3600000), '2天1小时');
});

test('money', () => {
  assert.deepEqual([5000, 1250, 1, 0].map(money.price), ['¥50', '¥12.50', '¥0.01', '免费']);
  assert.equal(money.yuan(0), '¥0');
});
