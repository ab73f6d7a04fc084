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
      '今天 12:00 放号',
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
  assert.equal(word(), '不出诊');
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
  assert.equal(
    words({ date: '2026-11-23' }).words,
    '这个号付款后不能网上退号；能不能退，请先打医院电话',
  );
  assert.equal(
    words({ date: '2026-11-23', fee_fen: 0 }).words,
    '这个号预约后不能网上取消；要取消，请打医院电话',
  );
  assert.equal(
    words({ date: '2026-11-24' }, { cancel_days_before: 1, cancel_time: '10:00' }).strict,
    true,
  );
  assert.equal(
    words({ date: '2026-11-24' }, { cancel_days_before: 1, cancel_time: '10:01' }).strict,
    false,
  );
});

const RULES = {
  window_days: 7,
  release_time: '07:00',
  release_days_before: 7,
  close_minutes_before: 30,
  cancel_days_before: 0,
  cancel_time: '00:00',
  per_department_day: 1,
  paid_cancellations: 3,
  cancellation_days: 30,
  cancellation_block_days: 30,
  hold_minutes: 15,
  unpaid_holds_per_day: 3,
  offer_minutes: 30,
  offers_from: '06:00',
  offers_to: '23:00',
};

test('the rules of a hospital, in full', () => {
  assert.deepEqual(rules.sentences(RULES), [
    '可以预约今天和以后 7 天的号，每天 07:00 放出 7 天后那天的号',
    '就诊时段开始前 30 分钟停止预约',
    '选好号后请在 15 分钟内付款，过时号会让给别人',
    '付款后在就诊前一天 24:00 前可以取消，费用全额退回。过时不能在网上退；能不能退，请先打医院电话',
    '放弃或超时一天满 3 次，当天不能再约',
    '30 天内退满 3 次，网上暂停预约 30 天',
    '同一天同一科室，每人最多预约 1 次',
  ]);
  assert.equal(rules.cancelling({ ...RULES, cancellation_block_days: 0 }), '');
});

test('what is given back at night is told in the morning', () => {
  assert.equal(rules.night(RULES), '夜间 23:00–6:00 退的号，早上 6 点再通知');
  const other = { offers_from: '07:30', offers_to: '21:00' };
  assert.equal(rules.night(other), '夜间 21:00–7:30 退的号，早上 7:30再通知');
});
