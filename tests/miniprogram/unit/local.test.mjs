/** What the phone knows by itself: paid, or cancelled without an answer. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { LOST, fresh, impatient, load, phone, refusal, reply } from './support.mjs';

const held = {
  id: 'b1',
  status: 'held',
  hold_until: '2026-11-23T10:15:00+08:00',
  starts_at: '2026-11-25T08:30:00+08:00',
};
const confirmed = { ...held, status: 'confirmed' };
const cancelled = { ...held, status: 'cancelled' };
const payment = { package: 'prepay_id=1' };

/** A phone on which a pay sheet said that it was paid while the service was out of reach. */
async function paidInTheDark(t) {
  impatient(t);
  const answers = [reply({ booking: held, payment }), LOST];
  const first = phone(answers);
  first.wx.requestPayment = async () => ({});
  const result = await fresh('services/bookings.js').pay('b1', () => undefined);
  assert.deepEqual(result, { booking: null, paid: true });
  return first.storage;
}

test('what was paid is on the lists though nobody can be asked, in a new start of the app too', async (t) => {
  const storage = await paidInTheDark(t);
  phone([LOST], storage);
  const bookings = fresh('services/bookings.js');
  const shown = (read) => bookings.here(read).map((one) => [one.id, one.status, one.settling]);
  assert.deepEqual(shown([]), [['b1', 'held', true]]);
  // Not twice where it was read before, and before what was.
  assert.deepEqual(shown([held, { ...confirmed, id: 'b2' }]), [
    ['b1', 'held', true],
    ['b2', 'confirmed', false],
  ]);
  const other = shown([{ ...confirmed, id: 'b2' }]);
  assert.deepEqual(
    other.map(([id]) => id),
    ['b1', 'b2'],
  );
  assert.equal((await bookings.get('b1')).settling, true, 'opened, it is there as well');
});

test('what is paid and not among what was read is asked for until it is known', async (t) => {
  const storage = await paidInTheDark(t);
  const expired = { ...held, status: 'expired', refund: null };
  const back = { ...expired, refund: { status: 'processing', amount_fen: 5000 } };
  const nothing = reply({ bookings: [], cursor: null });
  phone([nothing, LOST], storage);
  const open = async () => (await fresh('services/bookings.js').open()).map((one) => one.settling);
  assert.deepEqual(await open(), [true]);
  phone(
    [nothing, reply({ booking: expired }), refusal('BAD_STATE'), reply({ booking: back })],
    storage,
  );
  assert.deepEqual(await open(), []);
  assert.deepEqual(fresh('services/bookings.js').here([]), []);
});

/** A phone that has sent a cancellation and heard nothing. */
async function cancelledInTheDark(t) {
  impatient(t);
  const first = phone([LOST]);
  await assert.rejects(fresh('services/bookings.js').cancel('b1'), { code: 'NETWORK' });
  assert.equal(first.calls.length, 3, 'cancelled already is cancelled: it may be asked again');
  return first.storage;
}

const cancelling = async () => (await fresh('services/bookings.js').get('b1')).cancelling;

test('a cancellation that was sent and not answered is neither done nor undone until it is known', async (t) => {
  const storage = await cancelledInTheDark(t);
  phone([reply({ booking: confirmed })], storage);
  assert.equal(await cancelling(), true, 'it may still be on its way');
  phone([reply({ bookings: [confirmed], cursor: null })], storage);
  const { current, open } = fresh('services/bookings.js');
  const listed = current(await open());
  assert.deepEqual(
    listed.map((one) => one.cancelling),
    [true],
  );
  phone([reply({ booking: cancelled })], storage);
  assert.equal(await cancelling(), false);
  assert.equal(storage.get('open_cancels').b1, undefined);
});

test('one that had its time and did nothing is over: the booking stands', async (t) => {
  const storage = await cancelledInTheDark(t);
  const { LIMIT } = load('services/cancels.js');
  const now = Date.now();
  phone([reply({ booking: confirmed })], storage);
  t.mock.method(Date, 'now', () => now + LIMIT - 1000);
  assert.equal(await cancelling(), true);
  t.mock.method(Date, 'now', () => now + LIMIT + 1000);
  assert.equal(await cancelling(), false);
});

test('its time runs from its last try, for each of them may still do something', async (t) => {
  impatient(t);
  const { LIMIT } = load('services/cancels.js');
  let now = Date.now();
  t.mock.method(Date, 'now', () => now);
  const slow = () => {
    now += 20_000;
    return LOST;
  };
  const { storage } = phone([slow]);
  await assert.rejects(fresh('services/bookings.js').cancel('b1'), { code: 'NETWORK' });
  now += LIMIT - 20_000 - 1000;
  phone([reply({ booking: confirmed })], storage);
  assert.equal(await cancelling(), true, 'the third was sent a moment ago');
  now += 2000;
  assert.equal(await cancelling(), false);
});

test('a later try that is refused says nothing of an earlier one without an answer', async (t) => {
  impatient(t);
  for (const code of ['TOO_MANY_REQUESTS', 'CANCEL_TOO_LATE']) {
    const { storage } = phone([LOST, refusal(code)]);
    await assert.rejects(fresh('services/bookings.js').cancel('b1'), { code });
    phone([refusal(code)], storage);
    await assert.rejects(fresh('services/bookings.js').cancel('b1'), { code });
    phone([reply({ booking: confirmed })], storage);
    assert.equal(await cancelling(), true, code);
  }
});

test('a cancellation that was refused, or never sent, leaves nothing open', async (t) => {
  impatient(t);
  for (const code of ['CANCEL_TOO_LATE', 'BAD_STATE', 'TOO_MANY_REQUESTS']) {
    const { storage } = phone([refusal(code)]);
    await assert.rejects(fresh('services/bookings.js').cancel('b1'), { code });
    assert.equal(storage.get('open_cancels').b1, undefined, code);
  }
  const { calls, storage, wx } = phone([LOST]);
  wx.getNetworkType = ({ success }) => success({ networkType: 'none' });
  wx.onNetworkStatusChange = () => undefined;
  const bookings = fresh('services/bookings.js');
  load('services/network.js').start();
  await assert.rejects(bookings.cancel('b1'), { code: 'OFFLINE' });
  assert.deepEqual([calls.length, storage.get('open_cancels')], [0, undefined]);
});
