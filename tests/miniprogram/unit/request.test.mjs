import assert from 'node:assert/strict';
import test from 'node:test';
import { LOST, NOW, fresh, impatient, load, phone, refusal, reply } from './support.mjs';

test('a copy of everything is asked for page by page, of bookings and of the queue', async () => {
  const page = (bookings, cursor, waitlist, next) =>
    reply({ user: {}, bookings, cursor, waitlist, waitlist_cursor: next });
  const { calls } = phone([
    page(['b3'], 'b3', ['e2'], 'e2'),
    page(['b2'], 'b2', ['e2'], 'e2'),
    page(['b1'], null, ['e2'], 'e2'),
    page(['b3'], 'b3', ['e1'], null),
  ]);
  const copy = await load('services/session.js').exportData();
  assert.deepEqual(copy, { user: {}, bookings: ['b3', 'b2', 'b1'], waitlist: ['e2', 'e1'] });
  assert.deepEqual(
    calls.map(({ data }) => data),
    [
      { action: 'export' },
      { action: 'export', cursor: 'b3' },
      { action: 'export', cursor: 'b2' },
      { action: 'export', waitlist_cursor: 'e2' },
    ],
  );
});

test('a reply is its data; a refusal carries code, words and details', async () => {
  const { calls } = phone([reply({ hospitals: [] }), refusal('SLOT_FULL', '约满了', { left: 0 })]);
  const { once, Trouble } = fresh('services/request.js');
  assert.deepEqual(await once('catalog', { action: 'hospitals' }), { hospitals: [] });
  assert.deepEqual(calls, [{ name: 'catalog', data: { action: 'hospitals' } }]);
  await assert.rejects(once('book', {}), (error) => {
    assert.ok(error instanceof Trouble);
    assert.deepEqual(
      [error.code, error.message, error.details, error.uncertain],
      ['SLOT_FULL', '约满了', { left: 0 }, false],
    );
    return true;
  });
});

test('what is safe is asked again until it is answered, with the very same request', async (t) => {
  impatient(t);
  const { calls } = phone([LOST, refusal('BUSY'), reply({ ok: 1 })]);
  const { repeatable } = fresh('services/request.js');
  assert.deepEqual(await repeatable('book', { idempotency_key: 'k' }), { ok: 1 });
  assert.equal(calls.length, 3);
  assert.deepEqual(new Set(calls.map((call) => call.data.idempotency_key)), new Set(['k']));
});

test('three attempts, then the trouble is the last one', async (t) => {
  impatient(t);
  const { calls } = phone([LOST]);
  const { repeatable } = fresh('services/request.js');
  await assert.rejects(repeatable('login', {}), {
    code: 'NETWORK',
    message: '没有收到结果，请再点一次：不会约两次、扣两次钱',
  });
  assert.equal(calls.length, 3);
});

test('a refusal is an answer: it is not asked again', async (t) => {
  impatient(t);
  for (const code of ['SLOT_FULL', 'TOO_MANY_REQUESTS', 'INTERNAL', 'CONSENT_REQUIRED']) {
    const { calls } = phone([refusal(code)]);
    const { repeatable } = fresh('services/request.js');
    await assert.rejects(repeatable('book', {}), { code });
    assert.equal(calls.length, 1, code);
  }
});

test('a platform error, a stack instead of an envelope, is no answer', async () => {
  phone(['Traceback (most recent call last)']);
  const { once } = fresh('services/request.js');
  await assert.rejects(once('book', {}), { code: 'NETWORK' });
});

test('without a network that is what is said, at once', async (t) => {
  impatient(t);
  const { calls, wx } = phone([LOST]);
  wx.getNetworkType = ({ success }) => success({ networkType: 'none' });
  wx.onNetworkStatusChange = () => {};
  const { repeatable } = fresh('services/request.js');
  load('services/network.js').start();
  await assert.rejects(repeatable('login', {}), {
    code: 'OFFLINE',
    message: '网络不通，请检查网络后再试',
  });
  assert.equal(calls.length, 1);
});

test('a call that never comes back ends as unknown', async (t) => {
  phone([]).wx.cloud.callFunction = () => new Promise(() => {});
  const { once } = fresh('services/request.js');
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const call = assert.rejects(once('book', {}), { code: 'NETWORK' });
  t.mock.timers.tick(20000);
  await call;
});

test('the clock follows the reply, however wrong the phone is', async (t) => {
  for (const hours of [-3, 0, 3]) {
    t.mock.timers.enable({ apis: ['Date'], now: Date.parse(NOW) + hours * 3600000 });
    phone([reply({})]);
    const { once } = fresh('services/request.js');
    await once('login', {});
    assert.equal(load('services/clock.js').now(), Date.parse(NOW));
    t.mock.timers.reset();
  }
});
