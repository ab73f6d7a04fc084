import assert from 'node:assert/strict';
import test from 'node:test';
import { LOST, fresh, impatient, load, phone, reply } from './support.mjs';

const { present } = load('present/waitlist.js');
const NOW = Date.parse('2026-11-23T10:00:00+08:00');

const place = (more) => ({
  id: 'w1',
  status: 'waiting',
  position: 1,
  offer_until: null,
  booking_id: null,
  date: '2026-11-24',
  period: 'am',
  starts_at: '2026-11-24T08:30:00+08:00',
  ends_at: '2026-11-24T09:00:00+08:00',
  closes_at: '2026-11-23T20:00:00+08:00',
  fee_fen: 5000,
  department: { name: '内科' },
  doctor: { name: '测甲', title: '主任医师' },
  hospital: { name: '演示医院' },
  patient: { name_masked: '李*兰' },
  settling: false,
  cancelling: false,
  ...more,
});

test('one who waits: how many are ahead, which day, until when', () => {
  const seen = present(place({ position: 3 }), NOW);
  assert.deepEqual(
    [seen.waiting, seen.ahead, seen.near, seen.closes, seen.pending, seen.over],
    [true, 2, '明天', '11月23日 20:00', true, ''],
  );
});

test('an offer asks for money, a free one for a yes', () => {
  const offer = { status: 'offered', position: null, booking_id: 'q1' };
  assert.equal(present(place(offer), NOW).take, '去付款 ¥50');
  assert.equal(present(place({ ...offer, fee_fen: 0 }), NOW).take, '确认要这个号');
});

test('an offer that is paid asks for nothing', () => {
  const seen = present(place({ status: 'offered', booking_id: 'q1', settling: true }), NOW);
  assert.deepEqual([seen.offered, seen.settling, seen.pending, seen.over], [false, true, true, '']);
});

test('an offer that is given up without an answer asks for nothing until that is known', async (t) => {
  impatient(t);
  const offer = place({ status: 'offered', booking_id: 'q1' });
  const { storage } = phone([LOST]);
  await assert.rejects(fresh('services/bookings.js').cancel('q1'), { code: 'NETWORK' });
  phone([reply({ entries: [offer] })], storage);
  const { LIMIT } = load('services/cancels.js');
  const shown = async () => {
    const [one] = await fresh('services/waitlist.js').mine();
    const { offered, settling, cancelling, pending, over } = present(one, NOW);
    return [offered, settling, cancelling, pending, over];
  };
  assert.deepEqual(await shown(), [false, false, true, true, '']);
  const now = Date.now();
  t.mock.method(Date, 'now', () => now + LIMIT + 1000);
  assert.deepEqual(await shown(), [true, false, false, true, '']);
});

test('what is over says how it ended, and is not waited for', () => {
  const ends = (more) => present(place(more), NOW);
  const told = [
    [{ status: 'taken' }, '已约上'],
    [{ status: 'lapsed' }, '没有付款，号已让出'],
    [{ status: 'lapsed', fee_fen: 0 }, '没有确认，号已让出'],
    [{ status: 'left' }, '已退出'],
    [{ status: 'closed' }, '候补已截止'],
  ];
  for (const [more, words] of told)
    assert.deepEqual([ends(more).over, ends(more).pending], [words, false]);
});
