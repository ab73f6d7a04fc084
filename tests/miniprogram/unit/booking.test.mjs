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
  entry_id: null,
  order_no: 'o1',
  settling: false,
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
  assert.equal(
    late.cancel_words,
    '已过网上退号时间（11月24日 24:00），预约仍有效。能不能退，请打医院电话问',
  );
  const called = present(booking(), until, '0571-1');
  assert.match(called.cancel_words, /能不能退，请打医院电话 0571-1问$/);
  assert.deepEqual([present(booking(), until - 1, '0571-1').phone, called.phone], ['', '0571-1']);
  const free = present(booking({ fee_fen: 0 }), until);
  assert.equal(
    free.cancel_words,
    '已过网上取消时间（11月24日 24:00），预约仍有效。能不能取消，请打医院电话问',
  );
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
  assert.equal(before.headline, '号已为您保留');
  assert.equal(before.advice, '请在倒计时结束前付款，过时号会让给别人');
  assert.equal(after.advice, '约 2 分钟后可以重新预约。如已扣款，会自动原路退回');
  assert.deepEqual([before.take, before.pending], ['付款 ¥50', true]);
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
  assert.equal(byHospital.headline, '医生停诊，预约已取消');
});

test('a refund shows how far it is', () => {
  const steps = (status) =>
    present(booking({ status: 'cancelled', refund: { status, amount_fen: 5000 } }), NOW)
      .refund_view;
  assert.deepEqual(
    steps('processing').steps.map((step) => step.look),
    ['done', 'now', 'later'],
  );
  assert.deepEqual(
    steps('success').steps.map((step) => step.look),
    ['done', 'done', 'done'],
  );
  assert.deepEqual(steps('failed').steps[2], { name: '退款没成功', look: 'failed' });
  assert.equal(steps('failed').note, '钱没有丢。请打医院电话，报订单号 o1');
  assert.deepEqual(
    ['processing', 'success', 'failed'].map((one) => steps(one).word),
    ['退款中', '已退款', '退款没成功'],
  );
  assert.equal(steps('success').amount, '¥50');
});

const HOLD = '2026-11-23T10:05:00+08:00';
const refund = (status) => ({ status, amount_fen: 5000 });

test('paid, and the service does not know: nobody is asked for the money again, whatever the clock says', () => {
  for (const [status, now] of [
    ['held', NOW],
    ['held', Date.parse(HOLD) + 60000],
    ['expired', Date.parse(HOLD) + 180000],
  ]) {
    const seen = present(booking({ status, hold_until: HOLD, settling: true }), now);
    assert.equal(seen.headline, '已付款，正在确认，不用再付');
    assert.equal(seen.advice, '可以离开，结果会自动更新。万一没有约上，¥50 原路退回');
    assert.equal(seen.status_name, '已付款，正在确认');
    assert.deepEqual(
      [seen.payable, seen.cancellable, seen.over, seen.pending, seen.tone],
      [false, false, false, true, 'wait'],
    );
  }
});

test('what was paid for a booking that is cancelled comes back', () => {
  const seen = present(booking({ status: 'cancelled', settling: true }), NOW);
  assert.deepEqual([seen.headline, seen.advice], ['预约已取消', '您付的 ¥50 会原路退回']);
  assert.deepEqual([seen.over, seen.pending], [true, true]);
});

test('the money of what is over is told as it is, never against the refund below', () => {
  const told = (status, more) => {
    const seen = present(booking({ status, hold_until: HOLD, ...more }), NOW);
    return [seen.headline, seen.advice, seen.status_name];
  };
  const late = '付款晚了，号已让出';
  assert.deepEqual(told('expired', { refund: refund('processing') }), [
    late,
    '¥50 正原路退回',
    '没有约上',
  ]);
  assert.deepEqual(told('expired', { refund: refund('success') })[1], '¥50 已原路退回');
  assert.deepEqual(told('expired', { refund: refund('failed') })[1], '退款没成功，钱没有丢');
  assert.deepEqual(told('expired', {}), [
    '未在时限内付款，号已让出',
    '没有收到付款，可以重新预约。如已扣款，会自动原路退回',
    '未付款，已取消',
  ]);
  assert.deepEqual(told('expired', { fee_fen: 0 }), [
    '未在时限内确认，号已让出',
    '没有产生费用，可以重新预约',
    '未确认，已取消',
  ]);
  assert.deepEqual(told('cancelled', {})[1], '没有收到付款。如已扣款，会自动原路退回');
  assert.deepEqual(told('cancelled', { fee_fen: 0 })[1], '没有产生费用');
});

test('an offer of the queue says so; a free one asks for a yes, not for money', () => {
  const offer = { status: 'held', hold_until: HOLD, entry_id: 'w1' };
  const paid = present(booking(offer), NOW);
  assert.deepEqual([paid.status_name, paid.take], ['候补到号，待付款', '付款 ¥50']);
  const free = present(booking({ ...offer, fee_fen: 0 }), NOW);
  assert.deepEqual(
    [free.status_name, free.take, free.advice],
    ['候补到号，待确认', '确认要这个号', '请在倒计时结束前确认，过时号会让给别人'],
  );
  const lapsed = present(booking({ ...offer, fee_fen: 0 }), Date.parse(HOLD));
  assert.deepEqual(
    [lapsed.headline, lapsed.advice, lapsed.status_name],
    ['确认时间已过', '可以重新预约', '未确认，已取消'],
  );
});

test('a refund on its way is waited for; one that ended, or failed, is not', () => {
  const pending = (status) =>
    present(booking({ status: 'cancelled', refund: refund(status) }), NOW).pending;
  assert.deepEqual(['processing', 'success', 'failed'].map(pending), [true, false, false]);
  assert.equal(present(booking(), NOW).pending, false);
});

test('cancelled without an answer: not said to stand, nor to be gone, and nothing asks for money', () => {
  for (const status of ['held', 'confirmed']) {
    const hold_until = '2026-11-23T10:05:00+08:00';
    const seen = present(booking({ status, hold_until, cancelling: true }), NOW, '0571-1');
    assert.deepEqual(
      [seen.status_name, seen.headline, seen.advice],
      [
        '还不知道取消了没有',
        '还不知道取消了没有',
        '没有收到结果。有网络后会自动更新，也可以再取消一次',
      ],
    );
    assert.deepEqual(
      [seen.tone, seen.payable, seen.cancellable, seen.over, seen.pending],
      ['wait', false, false, false, true],
    );
    assert.deepEqual([seen.cancel_words, seen.phone], ['', '']);
  }
});

test('a message of the refund is offered while it is on its way, and only then', () => {
  const awaited = (status) =>
    present(booking({ status: 'cancelled', refund: { status, amount_fen: 5000 } }), NOW).refund_view
      .awaited;
  assert.deepEqual(['processing', 'success', 'failed'].map(awaited), [true, false, false]);
});
