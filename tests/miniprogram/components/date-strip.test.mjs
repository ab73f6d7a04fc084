import assert from 'node:assert/strict';
import test from 'node:test';
import { show } from './support.mjs';

const days = ['2026-11-23', '2026-11-24', '2026-11-25'].map((date, at) => ({
  date,
  name: ['今天', '明天', '周三'][at],
  short: `11/${23 + at}`,
  word: '有号',
  tone: 'free',
  spoken: date,
}));

test('a tap tells the day; the chosen one is marked', async () => {
  const strip = show('date-strip', { days, date: '2026-11-24' }, ['pick']);
  assert.match(strip.text(), /今天.*11\/23.*有号.*明天.*周三/);
  assert.equal(strip.all('.chosen').length, 1);
  assert.match(strip.all('.chosen')[0].dom.textContent, /明天/);
  await strip.tap('.day', 2);
  assert.deepEqual(strip.events, [['pick', { date: '2026-11-25' }]]);
});
