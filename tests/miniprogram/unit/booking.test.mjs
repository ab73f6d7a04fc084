import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './support.mjs';

const { present } = load('present/booking.js');
const NOW = Date.parse('2026-11-23T10:00:00+08:00');

const booking = (more) => ({
  id: 'b1',
  pickup_code: '40821736',
  status: 'confirmed',
  date: '2026-11-25',
  period: 'am',
  starts_at: '2026-11-25T08:30:00+08:00',
  ends_at: '2026-11-25T09:00:00+08:00',
  fee_fen: 5000,
  created_at: '2026-11-23T09:00:00+08:00',
  hold_until: null,
  cancellable_until: '2026-11-25T00:00:00+08:00',
  cancelled_by: null,
  refund: null,
  ...more,
});

test('a confirmed booking says what matters', () => {
  const seen = present(booking(), NOW);
  assert.equal(seen.headline, '预约成功');
  assert.equal(seen.when, '11月25日 周三 上午 08:30');
  assert.equal(seen.near, '后天');
  assert.equal(seen.code, '4082 1736');
  assert.equal(seen.cancel_words, '11月24日 24:00 前可以取消，费用全额退回');
  assert.deepEqual([seen.cancellable, seen.payable, seen.over], [true, false, false]);
});

test('cancelling ends at its instant, not a moment later', () => {
  const until = Date.parse('2026-11-25T00:00:00+08:00');
  assert.equal(present(booking(), until - 1).cancellable, true);
  const late = present(booking(), until);
  assert.equal(late.cancellable, false);
  assert.equal(late.cancel_words, '已过网上取消的时间，如需退号请到医院窗口');
});

test('a hold can be paid until its end; then it is as good as gone', () => {
  const held = booking({ status: 'held', hold_until: '2026-11-23T10:05:00+08:00' });
  const end = Date.parse(held.hold_until);
  const before = present(held, end - 1);
  assert.deepEqual(
    [before.payable, before.cancellable, before.over, before.tone],
    [true, true, false, 'wait'],
  );
  const after = present(held, end);
  assert.deepEqual([after.payable, after.over, after.headline], [false, true, '付款时间已过']);
  assert.equal(before.advice, '请在倒计时结束前付款。超时未付，号源自动释放');
  assert.equal(after.advice, '号源释放中，可以重新预约');
});

test('every status has words, and only those to come are not over', () => {
  const statuses = [
    'held',
    'confirmed',
    'checked_in',
    'completed',
    'cancelled',
    'expired',
    'no_show',
  ];
  const hold_until = '2026-11-23T10:05:00+08:00';
  const seen = statuses.map((status) => present(booking({ status, hold_until }), NOW));
  for (const one of seen) assert.ok(one.headline && one.status_name);
  assert.deepEqual(
    seen.map((one) => one.over),
    [false, false, false, true, true, true, true],
  );
  const [byHospital] = [booking({ status: 'cancelled', cancelled_by: 'hospital' })].map((one) =>
    present(one, NOW),
  );
  assert.equal(byHospital.headline, '医院停诊，预约已取消');
});

test('a refund shows how far it is', () => {
  const steps = (status) =>
    present(booking({ status: 'cancelled', refund: { status, amount_fen: 5000 } }), NOW)
      .refund_view;
  assert.deepEqual(
    steps('processing').steps.map((step) => step.done),
    [true, true, false],
  );
  assert.deepEqual(
    steps('success').steps.map((step) => step.done),
    [true, true, true],
  );
  assert.equal(steps('failed').steps[2].name, '退款遇到问题，医院会联系您');
  assert.deepEqual(
    ['processing', 'success', 'failed'].map((one) => steps(one).word),
    ['退款中', '已退款', '退款待处理'],
  );
  assert.equal(steps('success').amount, '¥50');
});
