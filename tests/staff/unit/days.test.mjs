/** What is laid out, in words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '../support.mjs';

const { sessionKey, slotWords, soldWords, stoppedWords, totalOf } = await load('present/days.ts');
const { dayOf, dayWords } = await load('present/time.ts');

const OPEN = { state: 'open', by_hand: false };
const CLOSED = { state: 'closed', by_hand: true };
const SUSPENDED = { state: 'suspended', by_hand: false };

test('what of a session cannot be booked', () => {
  const told = (...slots) => stoppedWords({ slots });
  assert.equal(told(OPEN, OPEN), '');
  assert.equal(told(OPEN, CLOSED), '1 个时间停止预约');
  assert.equal(told(SUSPENDED, SUSPENDED), '停诊');
  assert.equal(told(CLOSED, SUSPENDED), '全部停止预约');
  assert.deepEqual([OPEN, CLOSED, SUSPENDED].map(slotWords), [
    '可以预约',
    '已停止预约',
    '停诊，请到“停诊与加诊”里改',
  ]);
});

test('seats of a session and of a day', () => {
  const sessions = [
    { sold: 3, seats: 12 },
    { sold: 0, seats: 8 },
  ];
  assert.equal(soldWords(totalOf({ sessions })), '已约 3 / 20 号');
  const one = { doctor_id: 'a', department_id: 'b', period: 'am' };
  assert.notEqual(sessionKey(one), sessionKey({ ...one, period: 'pm' }));
});

test('days are those of Shanghai, across months', () => {
  assert.equal(dayOf('2026-11-24T16:05:00Z'), '2026-11-25');
  assert.equal(dayOf('2026-11-25T08:30:00+08:00', 13), '2026-12-08');
  assert.equal(dayOf('2026-11-25T08:30:00+08:00', -25), '2026-10-31');
  assert.equal(dayWords('2026-11-25'), '11月25日 周三');
});
