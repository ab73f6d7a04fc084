import assert from 'node:assert/strict';
import test from 'node:test';
import { show } from './support.mjs';

const tile = (id, tone, label) => ({
  id,
  tone,
  label,
  time: '08:30–09:00',
  fee: '¥50',
  spoken: label,
});
const sections = [
  {
    period: 'am',
    title: '上午',
    kind: '专家',
    tiles: [tile('a', 'free', '余 3'), tile('b', 'queue', '约满 · 可候补')],
  },
  { period: 'pm', title: '下午', kind: '普通', tiles: [tile('c', 'shut', '停诊')] },
];

test('half-days with their slots; a price stands only where one can pay', () => {
  const tiles = show('slot-tiles', { sections });
  assert.match(tiles.text(), /上午.*专家.*余 3.*¥50.*约满 · 可候补.*下午.*停诊/);
  assert.equal(tiles.all('.fee').length, 1);
});

test('a free slot is booked, a full one queued for, a shut one does nothing', async () => {
  const tiles = show('slot-tiles', { sections }, ['book', 'queue']);
  for (const at of [0, 1, 2]) await tiles.tap('.tile', at);
  assert.deepEqual(tiles.events, [
    ['book', { id: 'a' }],
    ['queue', { id: 'b' }],
  ]);
});
