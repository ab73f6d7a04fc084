import assert from 'node:assert/strict';
import test from 'node:test';
import { LOST, fresh, impatient, phone, refusal, reply } from './support.mjs';

const held = {
  id: 'b1',
  status: 'held',
  hold_until: '2026-11-23T10:15:00+08:00',
  starts_at: '2026-11-25T08:30:00+08:00',
};
const confirmed = { ...held, status: 'confirmed' };
const cancelled = { ...held, status: 'cancelled' };
const payment = { package: 'prepay_id=1' };
const keys = (calls) =>
  calls.filter((call) => call.name === 'book').map((call) => call.data.idempotency_key);

test('one tap, one key: pressed again after no answer, even in a new start of the app, it is the same', async (t) => {
  impatient(t);
  const first = phone([LOST]);
  await assert.rejects(fresh('services/bookings.js').book('s1', 'p1'), { code: 'NETWORK' });
  const second = phone([reply({ booking: held, payment })], first.storage);
  await fresh('services/bookings.js').book('s1', 'p1');
  assert.equal(new Set([...keys(first.calls), ...keys(second.calls)]).size, 1);
});

test('another slot or another patient is another tap', async (t) => {
  impatient(t);
  const { calls } = phone([LOST]);
  const bookings = fresh('services/bookings.js');
  for (const [slot, patient] of [
    ['s1', 'p1'],
    ['s2', 'p1'],
    ['s1', 'p2'],
  ]) {
    await assert.rejects(bookings.book(slot, patient));
  }
  assert.equal(new Set(keys(calls)).size, 3);
});

test('an answered tap is over: the next one has a new key', async (t) => {
  impatient(t);
  for (const answer of [reply({ booking: held, payment: null }), refusal('SLOT_FULL')]) {
    const { calls } = phone([answer]);
    const bookings = fresh('services/bookings.js');
    await bookings.book('s1', 'p1').catch(() => undefined);
    await bookings.book('s1', 'p1').catch(() => undefined);
    assert.equal(new Set(keys(calls)).size, 2);
  }
});

test('an answer that says nothing of the tap keeps its key', async (t) => {
  impatient(t);
  for (const code of ['BUSY', 'INTERNAL', 'TOO_MANY_REQUESTS', 'CONSENT_REQUIRED']) {
    const { calls } = phone([refusal(code)]);
    const bookings = fresh('services/bookings.js');
    await assert.rejects(bookings.book('s1', 'p1'), { code });
    await assert.rejects(bookings.book('s1', 'p1'), { code });
    assert.equal(new Set(keys(calls)).size, 1, code);
  }
});

test('a key left from a booking that has ended since makes way for a new one, once', async (t) => {
  impatient(t);
  const first = phone([LOST]);
  await assert.rejects(fresh('services/bookings.js').book('s1', 'p1'));
  const answers = [reply({ booking: cancelled, payment: null }), reply({ booking: held, payment })];
  const second = phone(answers, first.storage);
  const booking = await fresh('services/bookings.js').book('s1', 'p1');
  assert.equal(booking.status, 'held');
  assert.deepEqual(keys(second.calls)[0], keys(first.calls)[0]);
  assert.equal(new Set(keys(second.calls)).size, 2);
});

test('a paid sheet whose word is late is asked for until it is there', async (t) => {
  impatient(t);
  const answers = [
    reply({ booking: held, payment }),
    reply({ booking: held, payment }),
    reply({ booking: held, payment }),
    reply({ booking: confirmed, payment: null }),
  ];
  const { calls, wx } = phone(answers);
  const paid = [];
  wx.requestPayment = async (order) => paid.push(order);
  const told = [];
  const result = await fresh('services/bookings.js').pay('b1', () => told.push(calls.length));
  assert.deepEqual([result.paid, result.booking.status], [true, 'confirmed']);
  assert.equal(result.booking.settling, false);
  assert.deepEqual(paid, [payment]);
  assert.equal(calls.length, 4);
  // Told as soon as the sheet said so, before the service is asked.
  assert.deepEqual(told, [1]);
});

test('a sheet that was closed asks once how things stand', async (t) => {
  impatient(t);
  const { calls, wx } = phone([reply({ booking: held, payment })]);
  wx.requestPayment = () => Promise.reject({ errMsg: 'requestPayment:fail cancel' });
  const result = await fresh('services/bookings.js').pay('b1');
  assert.deepEqual([result.paid, result.booking.status], [false, 'held']);
  assert.equal(calls.length, 2);
});

test('no sheet is opened for a booking that needs no money any more', async () => {
  const { wx } = phone([reply({ booking: confirmed, payment: null })]);
  wx.requestPayment = () => assert.fail('nothing to pay');
  const result = await fresh('services/bookings.js').pay('b1');
  assert.equal(result.booking.status, 'confirmed');
});

test('the sheet opened, the app closed, the notice lost: coming back makes it good', async (t) => {
  impatient(t);
  const first = phone([reply({ booking: held, payment })]);
  first.wx.requestPayment = () => new Promise(() => {});
  fresh('services/bookings.js').pay('b1');
  await new Promise((resolve) => setImmediate(resolve));
  const second = phone(
    [
      reply({ booking: held }),
      reply({ booking: confirmed, payment: null }),
      reply({ booking: confirmed }),
    ],
    first.storage,
  );
  const bookings = fresh('services/bookings.js');
  assert.equal((await bookings.get('b1')).status, 'confirmed');
  assert.deepEqual(
    second.calls.map((call) => call.name),
    ['my_bookings', 'pay'],
  );
  await bookings.get('b1');
  assert.deepEqual(
    second.calls.map((call) => call.name),
    ['my_bookings', 'pay', 'my_bookings'],
  );
});

test('a hold that can be paid no more is shown as it was read', async (t) => {
  impatient(t);
  const first = phone([reply({ booking: held, payment })]);
  first.wx.requestPayment = () => Promise.reject({ errMsg: 'requestPayment:fail cancel' });
  await fresh('services/bookings.js').pay('b1');
  phone([reply({ booking: held }), refusal('BAD_STATE', '付款时间已过')], first.storage);
  assert.equal((await fresh('services/bookings.js').get('b1')).status, 'held');
});

test('a hold nobody tried to pay is only looked at', async () => {
  const { calls } = phone([reply({ booking: held })]);
  await fresh('services/bookings.js').get('b1');
  assert.deepEqual(
    calls.map((call) => call.name),
    ['my_bookings'],
  );
});

test('what waits for money comes first, then what is soonest; lapsed holds are not to come', async () => {
  const at = (id, status, day, hold_until = null) => ({
    id,
    status,
    hold_until,
    starts_at: `2026-11-${day}T08:00:00+08:00`,
  });
  const found = [
    at('later', 'confirmed', 28),
    at('soon', 'confirmed', 24),
    at('due', 'held', 30, '2026-11-23T10:10:00+08:00'),
    at('lapsed', 'held', 24, '2026-11-23T09:59:00+08:00'),
  ];
  phone([reply({ bookings: found, cursor: null })]);
  const { current, open } = fresh('services/bookings.js');
  const coming = current(await open());
  assert.deepEqual(
    coming.map((one) => one.id),
    ['due', 'soon', 'later'],
  );
});

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

test('paid, and no answer: every later look knows it, in a new start of the app too, until the service does', async (t) => {
  const storage = await paidInTheDark(t);
  const known = { ...held, refund: null };
  const stays = [reply({ booking: known }), LOST];
  phone(stays, storage);
  assert.equal((await fresh('services/bookings.js').get('b1')).settling, true);
  phone([reply({ bookings: [known], cursor: null })], storage);
  assert.deepEqual(
    (await fresh('services/bookings.js').mine()).bookings.map((one) => one.settling),
    [true],
  );
  phone([reply({ booking: known }), reply({ booking: confirmed, payment: null })], storage);
  const after = await fresh('services/bookings.js').get('b1');
  assert.deepEqual([after.status, after.settling], ['confirmed', false]);
  const { calls } = phone([reply({ booking: known })], storage);
  assert.equal((await fresh('services/bookings.js').get('b1')).settling, false);
  assert.equal(calls.length, 1);
});

test('paid too late: settled as soon as the money is on its way back', async (t) => {
  const storage = await paidInTheDark(t);
  const expired = { ...held, status: 'expired', refund: null };
  const back = { ...expired, refund: { status: 'processing', amount_fen: 5000 } };
  const { calls } = phone(
    [reply({ booking: expired }), refusal('BAD_STATE'), reply({ booking: back })],
    storage,
  );
  const seen = await fresh('services/bookings.js').get('b1');
  assert.deepEqual([seen.settling, seen.refund.status], [false, 'processing']);
  assert.deepEqual(
    calls.map((call) => call.name),
    ['my_bookings', 'pay', 'my_bookings'],
  );
});

test('asked after its end, and WeChat has no money: it was never paid', async (t) => {
  const storage = await paidInTheDark(t);
  const expired = { ...held, status: 'expired', refund: null };
  phone([reply({ booking: expired }), refusal('BAD_STATE'), reply({ booking: expired })], storage);
  const seen = await fresh('services/bookings.js').get('b1');
  assert.deepEqual([seen.status, seen.settling], ['expired', false]);
});

test('paid and cancelled elsewhere: it stays known until the refund is seen', async (t) => {
  const storage = await paidInTheDark(t);
  const gone = { ...cancelled, refund: null };
  phone([reply({ booking: gone }), refusal('BAD_STATE'), reply({ booking: gone })], storage);
  assert.equal((await fresh('services/bookings.js').get('b1')).settling, true);
  const back = { ...gone, refund: { status: 'processing', amount_fen: 5000 } };
  phone([reply({ booking: back })], storage);
  assert.equal((await fresh('services/bookings.js').get('b1')).settling, false);
});

test('what is paid stays among what is to come, even when the time to pay is over', async (t) => {
  const storage = await paidInTheDark(t);
  const lapsed = { ...held, hold_until: '2026-11-23T09:59:00+08:00', refund: null };
  phone([reply({ bookings: [lapsed, { ...lapsed, id: 'b2' }], cursor: null })], storage);
  const { current, open } = fresh('services/bookings.js');
  const coming = current(await open());
  assert.deepEqual(
    coming.map((one) => one.id),
    ['b1'],
  );
});

test('what is to come is read to its end, however many pages', async () => {
  const page = (id, cursor) => reply({ bookings: [{ ...confirmed, id }], cursor });
  const { calls } = phone([page('b1', 'b1'), page('b2', null)]);
  const open = await fresh('services/bookings.js').open();
  assert.deepEqual(
    open.map((one) => one.id),
    ['b1', 'b2'],
  );
  assert.deepEqual(
    calls.map((call) => call.data.cursor),
    [undefined, 'b1'],
  );
});

test('a place in a queue whose offer is paid says so', async (t) => {
  const storage = await paidInTheDark(t);
  const entries = [
    { id: 'w1', booking_id: 'b1' },
    { id: 'w2', booking_id: 'b2' },
    { id: 'w3', booking_id: null },
  ];
  phone([reply({ entries })], storage);
  const places = await fresh('services/waitlist.js').mine();
  assert.deepEqual(
    places.map((one) => one.settling),
    [true, false, false],
  );
});

test('only the last sheets are remembered', () => {
  const { storage } = phone([]);
  const sheets = fresh('services/sheets.js');
  for (let n = 0; n < 30; n += 1) sheets.remember(`b${n}`, 'opened');
  sheets.remember('b29', 'paid');
  assert.equal(Object.keys(storage.get('pay_sheets')).length, 20);
  assert.deepEqual(
    [sheets.said('b9'), sheets.said('b10'), sheets.said('b29')],
    [undefined, 'opened', 'paid'],
  );
  sheets.forget('b29');
  assert.equal(sheets.said('b29'), undefined);
});
