import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './support.mjs';

const slots = load('present/slots.js');
const rules = load('present/rules.js');
const NOW = Date.parse('2026-11-23T10:00:00+08:00');

/** A slot that differs from a plain free one as told. */
function slot(more = {}) {
  const { date = '2026-11-25', at = '08:30' } = more;
  return {
    id: `${date}-${at}`,
    doctor_id: 'd1',
    visit_kind: '普通',
    date,
    period: 'am',
    starts_at: `${date}T${at}:00+08:00`,
    ends_at: `${date}T${at.slice(0, 3)}59:00+08:00`,
    fee_fen: 5000,
    capacity: 5,
    left: 3,
    availability: 'free',
    release_at: '2026-11-18T07:00:00+08:00',
    waitlist_open: false,
    ...more,
  };
}

test('every availability has its word, and only what can be had can be tapped', () => {
  const cases = [
    [{}, '余 3', 'free'],
    [{ availability: 'full', left: 0 }, '约满', 'shut'],
    [{ availability: 'full', left: 0, waitlist_open: true }, '约满 · 可候补', 'queue'],
    [{ availability: 'held', left: 0 }, '有人付款中', 'shut'],
    [{ availability: 'held', left: 0, waitlist_open: true }, '约满 · 可候补', 'queue'],
    [{ availability: 'suspended' }, '停诊', 'shut'],
    [{ availability: 'closed' }, '已截止', 'shut'],
    [
      { availability: 'not_released', release_at: '2026-11-23T12:00:00+08:00' },
      '12:00 放号',
      'shut',
    ],
    [
      { availability: 'not_released', release_at: '2026-11-24T07:00:00+08:00' },
      '明天 07:00 放号',
      'shut',
    ],
    [
      { availability: 'not_released', release_at: '2026-11-29T07:00:00+08:00' },
      '11月29日 07:00 放号',
      'shut',
    ],
  ];
  for (const [more, words, tone] of cases) {
    const tile = slots.tile(slot(more), NOW);
    assert.equal(tile.label, words);
    assert.equal(tile.tone, tone);
  }
});

test('a seat in a waitlist slot that came free is booked, not queued for', () => {
  assert.equal(slots.tile(slot({ waitlist_open: true }), NOW).tone, 'free');
});

test('a day says the best it has', () => {
  const word = (...list) => slots.summary(list.map((more) => slot(more))).word;
  assert.equal(word({ availability: 'full' }, {}), '有号');
  assert.equal(word({ availability: 'full' }, { availability: 'not_released' }), '待放号');
  assert.equal(word({ availability: 'full' }, { availability: 'suspended' }), '约满');
  assert.equal(word({ availability: 'full', waitlist_open: true }), '可候补');
  assert.equal(word({ availability: 'suspended' }, { availability: 'closed' }), '停诊');
  assert.equal(word({ availability: 'closed' }), '已截止');
  assert.equal(word(), '无号');
});

test('half-days in their order, slots by time, what has gone by left out', () => {
  const day = [
    slot({ at: '18:00', period: 'night' }),
    slot({ at: '09:30' }),
    slot({ at: '08:30' }),
    slot({ date: '2026-11-23', at: '08:00', availability: 'closed' }),
  ];
  const found = slots.sections(day, NOW);
  assert.deepEqual(
    found.map((one) => one.title),
    ['上午', '夜间'],
  );
  assert.deepEqual(
    found[0].tiles.map((one) => one.time.slice(0, 5)),
    ['08:30', '09:30'],
  );
});

test('the strip shows the usual week, and as much more as a hospital opens', () => {
  assert.equal(slots.strip([], '2026-11-23').length, 8);
  const days = slots.strip([slot({ date: '2026-12-05' })], '2026-11-23');
  assert.equal(days.length, 13);
  assert.deepEqual([days[0].name, days[1].name, days[2].name], ['今天', '明天', '周三']);
  assert.deepEqual([days[8].short, days[12].word], ['12/1', '有号']);
});

test('the page opens on the asked day, else the first with seats', () => {
  const days = slots.strip(
    [slot({ date: '2026-11-26' }), slot({ date: '2026-11-24', availability: 'full' })],
    '2026-11-23',
  );
  assert.equal(slots.openingDay(days), '2026-11-26');
  assert.equal(slots.openingDay(days, '2026-11-24'), '2026-11-24');
  assert.equal(slots.openingDay(days, '2027-01-01'), '2026-11-26');
  assert.equal(slots.openingDay(slots.strip([], '2026-11-23')), '2026-11-23');
  const full = slots.strip([slot({ date: '2026-11-24', availability: 'full' })], '2026-11-23');
  assert.equal(slots.openingDay(full), '2026-11-24');
});

test('doctors with seats come first, those who are away are left out', () => {
  const doctors = ['d1', 'd2', 'd3'].map((id) => ({ id }));
  const day = [
    slot({ doctor_id: 'd1', availability: 'full', left: 0 }),
    slot({ doctor_id: 'd2', left: 2 }),
    slot({ doctor_id: 'd2', left: 4, period: 'pm', fee_fen: 0 }),
  ];
  const rows = slots.byDoctor(day, doctors);
  assert.deepEqual(
    rows.map((row) => row.doctor.id),
    ['d2', 'd1'],
  );
  assert.deepEqual(
    rows[0].halves.map((half) => `${half.title}${half.word}`),
    ['上午余 2', '下午余 4'],
  );
  assert.equal(rows[0].fee + rows[0].from, '免费起');
  assert.equal(rows[1].fee + rows[1].from, '¥50');
});

test('neighbours are free, nearest, in order, and never the slot itself', () => {
  const day = ['08:00', '08:30', '09:00', '10:00', '11:00'].map((at) => slot({ at }));
  day[2].availability = 'full';
  const found = slots.neighbours(day, day[1], 2);
  assert.deepEqual(
    found.map((one) => one.starts_at.slice(11, 16)),
    ['08:00', '10:00'],
  );
});

test('the next release is the earliest one', () => {
  assert.equal(slots.nextRelease([slot()]), '');
  const waiting = ['2026-11-24T07:00:00+08:00', '2026-11-23T12:00:00+08:00'].map((release_at) =>
    slot({ availability: 'not_released', release_at }),
  );
  assert.equal(slots.nextRelease(waiting), '2026-11-23T12:00:00+08:00');
});

test('what cannot be given back is said before paying', () => {
  const hospital = { cancel_days_before: 0, cancel_time: '00:00' };
  const words = (more, set = hospital) => rules.beforePaying(set, slot(more), NOW);
  assert.deepEqual(words({}), { words: '11月24日 24:00 前可以取消，费用全额退回', strict: false });
  assert.deepEqual(words({ fee_fen: 0 }), { words: '11月24日 24:00 前可以取消', strict: false });
  assert.equal(words({ date: '2026-11-23' }).strict, true);
  assert.match(words({ date: '2026-11-23' }).words, /付款后不能网上退号/);
  assert.equal(
    words({ date: '2026-11-24' }, { cancel_days_before: 1, cancel_time: '10:00' }).strict,
    true,
  );
  assert.equal(
    words({ date: '2026-11-24' }, { cancel_days_before: 1, cancel_time: '10:01' }).strict,
    false,
  );
});
