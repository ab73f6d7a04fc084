/** A page while it is looked at: what makes it read again, and what must not. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { LOST, fresh, load, phone, refusal, reply } from './support.mjs';

const START = Date.parse('2026-11-23T15:00:00Z');
const EVERY = 15000;

/** A page over `answers`, opened and shown, its time in the test's hands. */
async function opened(t, answers, options = {}) {
  t.mock.timers.enable({ apis: ['Date', 'setInterval', 'setTimeout'], now: START });
  const now = () => new Date(Date.now()).toISOString();
  const found = phone(
    answers.map((answer) => (answer.code ? () => ({ ...answer, now: now() }) : answer)),
  );
  const toasts = [];
  let tell;
  Object.assign(found.wx, {
    getNetworkType: () => undefined,
    onNetworkStatusChange: (listener) => (tell = listener),
    showToast: ({ title }) => toasts.push(title),
  });
  let definition;
  globalThis.Page = (given) => (definition = given);
  const { page } = fresh('framework/page.js');
  const { once } = load('services/request.js');
  load('services/network.js').start();
  page({ live: true, load: () => once('look', {}), ...options });
  const self = {
    ...definition,
    data: structuredClone(definition.data),
    setData(changed) {
      Object.assign(this.data, changed);
    },
  };
  self.onLoad({});
  self.onShow();
  await quiet();
  const network = (isConnected) => tell({ isConnected });
  return { self, calls: found.calls, toasts, network };
}

const quiet = async () => {
  for (let n = 0; n < 20; n += 1) await Promise.resolve();
};
const pass = async (t, time) => {
  t.mock.timers.tick(time);
  await quiet();
};
const seen = (n) => reply({ n });

test('shown for the first time it reads once, shown again it reads again', async (t) => {
  const { self, calls } = await opened(t, [seen(1), seen(2)]);
  assert.deepEqual([calls.length, self.data.n, self.data.state], [1, 1, 'ready']);
  self.onHide();
  self.onShow();
  await quiet();
  assert.deepEqual([calls.length, self.data.n], [2, 2]);
});

test('it reads every few seconds while something is waited for, and only then', async (t) => {
  const pending = function () {
    return this.data.n < 3;
  };
  const { self, calls } = await opened(t, [seen(1), seen(2), seen(3), seen(4)], { pending });
  for (let n = 0; n < 6; n += 1) await pass(t, EVERY);
  assert.deepEqual([calls.length, self.data.n], [3, 3]);
});

test('covered by another page, or closed, it is silent', async (t) => {
  const { self, calls, network } = await opened(t, [seen(1)], { pending: () => true });
  self.onHide();
  await pass(t, EVERY * 3);
  network(false);
  network(true);
  await quiet();
  assert.equal(calls.length, 1);
  self.onShow();
  await quiet();
  self.onUnload();
  await pass(t, EVERY * 3);
  assert.equal(calls.length, 2);
});

test('when the network is back it reads at once; without one it does not try', async (t) => {
  const { self, calls, network, toasts } = await opened(t, [seen(1), seen(2)], {
    pending: () => true,
  });
  network(false);
  await pass(t, EVERY * 3);
  assert.deepEqual([calls.length, self.data.offline], [1, true]);
  network(true);
  await quiet();
  assert.deepEqual([calls.length, self.data.n, self.data.offline], [2, 2, false]);
  assert.deepEqual(toasts, []);
});

test('a page that did not open speaks of no booking and no money', async (t) => {
  for (const [code, words] of [
    ['INTERNAL', '系统出错了，请再试一次'],
    ['BUSY', '没有打开，请再试一次'],
    ['NOT_FOUND', '没有这个医院'],
  ]) {
    const said = { INTERNAL: '看约上没有', BUSY: '不会约两次', NOT_FOUND: words };
    const { self } = await opened(t, [refusal(code, said[code])]);
    assert.deepEqual([self.data.state, self.data.trouble], ['trouble', { code, message: words }]);
    t.mock.timers.reset();
  }
});

test('a page in trouble reads once when the network is back', async (t) => {
  const { self, calls, network } = await opened(t, [LOST, seen(2)]);
  assert.equal(self.data.state, 'trouble');
  network(false);
  network(true);
  await quiet();
  assert.deepEqual([calls.length, self.data.state, self.data.n], [2, 'ready', 2]);
});

test('a new day is read, again and again until it could be', async (t) => {
  const { self, calls } = await opened(t, [seen(1), refusal('BUSY'), seen(3)]);
  // An hour before midnight in Beijing.
  await pass(t, 3600000 - EVERY);
  assert.equal(calls.length, 1);
  await pass(t, EVERY);
  assert.deepEqual([calls.length, self.data.n], [2, 1]);
  await pass(t, EVERY);
  assert.deepEqual([calls.length, self.data.n], [3, 3]);
  await pass(t, EVERY * 3);
  assert.equal(calls.length, 3);
});

test('a look that fails says nothing and takes nothing away; but consent is asked for', async (t) => {
  const answers = [seen(1), LOST, refusal('CONSENT_REQUIRED')];
  const { self, toasts } = await opened(t, answers, { pending: () => true });
  await pass(t, EVERY);
  assert.deepEqual([self.data.state, self.data.n, toasts], ['ready', 1, []]);
  await pass(t, EVERY);
  assert.equal(self.data.state, 'consent');
});

test('no look while an act is under way, and none that was on its way undoes what the act led to', async (t) => {
  const { self, calls } = await opened(t, [seen(1), seen(2)], { pending: () => true });
  self.setData({ busy: true });
  await pass(t, EVERY);
  assert.equal(calls.length, 1);
  self.setData({ busy: false });
  t.mock.timers.tick(EVERY);
  self.show({ n: 'act' });
  await quiet();
  assert.deepEqual([calls.length, self.data.n], [2, 'act']);
});

test('an empty page still gets what it waits for, whatever an act shows meanwhile', async (t) => {
  const { self } = await opened(t, [seen(1), seen(2)]);
  self.setData({ state: 'loading' });
  self.refresh();
  self.show({ other: true });
  await quiet();
  assert.deepEqual([self.data.state, self.data.n, self.data.other], ['ready', 2, true]);
});

test('a page that is not live reads when it is opened, and when it is asked to', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  phone([seen(1)]);
  let definition;
  globalThis.Page = (given) => (definition = given);
  fresh('framework/page.js').page({ load: async () => ({}) });
  assert.equal(definition.onShow, undefined);
});

test('why an act did not work stays beside its button; that there is no network is said in passing', async (t) => {
  const { self, toasts } = await opened(t, [seen(1)]);
  const { Trouble } = load('services/request.js');
  assert.deepEqual(self.explain(new Trouble('SLOT_FULL', '约满')), { words: '约满', tone: 'bad' });
  assert.equal(self.explain(new Trouble('NETWORK')).tone, 'wait');
  assert.deepEqual(toasts, []);
  assert.equal(self.explain(new Trouble('OFFLINE')), null);
  assert.deepEqual(toasts, ['网络不通，请检查网络后再试']);
  assert.throws(() => self.explain(new TypeError('ours')), TypeError);
});
