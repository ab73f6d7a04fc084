import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './support.mjs';

const { everyone } = load('present/doctors.js');

const doctor = (id) => ({ id, name: id, fee_fen: 5000 });
const slot = (doctor_id, date, time, availability = 'free') => ({
  id: `${doctor_id}-${date}-${time}`,
  doctor_id,
  date,
  period: time < '12:00' ? 'am' : 'pm',
  starts_at: `${date}T${time}:00+08:00`,
  availability,
  left: availability === 'free' ? 2 : 0,
});
const words = (rows) =>
  rows.map(({ id, halves: [{ title, word, tone }] }) => [id, title, word, tone]);

test('every doctor with the first free half-day; who is free first stands first', () => {
  const slots = [
    slot('b', '2026-11-25', '14:00'),
    slot('b', '2026-11-24', '08:30', 'full'),
    slot('c', '2026-11-23', '14:00'),
    slot('d', '2026-11-30', '08:30'),
    slot('e', '2026-11-24', '08:30', 'full'),
    slot('f', '2026-11-30', '08:30', 'not_released'),
  ];
  const rows = everyone(slots, ['a', 'b', 'c', 'd', 'e', 'f'].map(doctor), '2026-11-23');
  assert.deepEqual(words(rows), [
    ['c', '最早', '今天 11月23日 下午', 'free'],
    ['b', '最早', '后天 11月25日 下午', 'free'],
    ['d', '最早', '11月30日 周一 上午', 'free'],
    ['a', '近期', '不出诊', 'shut'],
    ['e', '近期', '约满', 'shut'],
    ['f', '近期', '待放号', 'soon'],
  ]);
  assert.deepEqual(
    rows.map((row) => row.date),
    ['2026-11-23', '2026-11-25', '2026-11-30', '', '', ''],
  );
  assert.equal(rows[0].fee, '¥50');
});
