import assert from 'node:assert/strict';
import test from 'node:test';
import { opened, tap, until } from './opened.mjs';
import { LOST, impatient, load, phone, refusal, reply } from './support.mjs';

const login = { consent: { required: 'v', accepted: null }, patients: [], user: {} };

function cloud(name, { action }) {
  if (name === 'login') return reply(login);
  if (action === 'scene') return reply({ hospital: { id: 'demo-a' } });
  return reply({ hospitals: [] });
}

for (const scene of ['50%', '%', '%E4%BD', '', 'nothing', 'https%3A%2F%2Fexample.invalid'])
  test(`the first page opened by the scene “${scene}” is there and says what it is not`, async () => {
    const { calls } = phone([cloud]);
    const home = opened('pages/home/home');
    home.onLoad({ scene });
    await until(() => home.data.state === 'ready');
    assert.deepEqual(globalThis.wx.said, ['这不是医院的预约码']);
    assert.deepEqual(globalThis.wx.went, []);
    assert.equal(
      calls.some(({ data }) => data.action === 'scene'),
      false,
    );
  });

test('a scene that is encoded twice over its dot leads to the hospital', async () => {
  phone([cloud]);
  const home = opened('pages/home/home');
  home.onLoad({ scene: 'h%2Edemo-a' });
  await until(() => home.data.state === 'ready' && globalThis.wx.went.length);
  assert.deepEqual(globalThis.wx.went, ['/pages/hospital/hospital?id=demo-a']);
});

/** A page of nothing but what the test says. */
function pageOf(options) {
  let definition;
  globalThis.Page = (given) => (definition = given);
  load('framework/page.js').page(options);
  const page = { ...definition, data: structuredClone(definition.data) };
  page.setData = (changes) => Object.assign(page.data, changes);
  return page;
}

test('an onLoad that throws leaves no page loading, and is heard', async () => {
  phone([refusal('INTERNAL')]);
  const page = pageOf({
    data: {},
    onLoad() {
      throw new URIError('odd query');
    },
    load: async () => ({ there: true }),
  });
  assert.throws(() => page.onLoad({}), URIError);
  await until(() => page.data.state === 'ready');
  assert.equal(page.data.there, true);
});

test('a load that throws what nobody expected shows trouble, and is heard', async () => {
  phone([refusal('INTERNAL')]);
  const page = pageOf({
    data: {},
    load: async () => {
      throw new TypeError('a mistake of ours');
    },
  });
  page.turn = 0;
  await assert.rejects(() => page.refresh(), TypeError);
  assert.deepEqual([page.data.state, page.data.trouble.code], ['trouble', 'INTERNAL']);
});

const hospital = { id: 'h1', name: '演示医院', rules: { cancel_time: '00:00' } };
const department = (id, parent = null) => ({ id, name: id, parent_id: parent, hospital_id: 'h1' });
const departments = [department('nk'), department('xnk', 'nk'), department('wk'), department('yk')];

const ofHospital = (name, { action }) =>
  reply(action === 'hospital' ? { hospital, departments } : { doctors: [], slots: [] });

test('a hospital opens at the group it is asked for, else at its first', async () => {
  for (const [group, opens] of [
    ['wk', 'wk'],
    ['gone', 'nk'],
    [undefined, 'nk'],
  ]) {
    phone([ofHospital]);
    const page = opened('pages/hospital/hospital');
    page.onLoad({ id: 'h1', group });
    await until(() => page.data.state === 'ready');
    assert.equal(page.data.group, opens);
  }
});

test('a parent department has no doctors: its page goes on to its children', async () => {
  phone([ofHospital]);
  const page = opened('pages/department/department');
  page.onLoad({ id: 'nk', hospital: 'h1' });
  await until(() => globalThis.wx.went.length);
  assert.deepEqual(globalThis.wx.went, ['/pages/hospital/hospital?id=h1&group=nk']);
  const child = opened('pages/department/department');
  child.onLoad({ id: 'xnk', hospital: 'h1' });
  await until(() => child.data.state === 'ready');
  assert.deepEqual(globalThis.wx.went, []);
});

const visit = {
  id: 'b1',
  status: 'confirmed',
  date: '2026-11-25',
  period: 'am',
  starts_at: '2026-11-25T08:30:00+08:00',
  ends_at: '2026-11-25T09:00:00+08:00',
  created_at: '2026-11-23T09:00:00+08:00',
  cancellable_until: '2026-11-25T00:00:00+08:00',
  hold_until: null,
  fee_fen: 5000,
  pickup_code: '12345678',
  refund: null,
  entry_id: null,
  hospital,
  doctor: { id: 'd1', name: '测甲', title: '主任医师' },
};

test('when it is known that a cancellation did nothing, it is said of what stands', async (t) => {
  impatient(t);
  const held = { status: 'held', hold_until: '2026-11-23T10:15:00+08:00' };
  const told = [
    [{}, '没有取消成功，预约仍有效。要取消请再点一次'],
    [{ cancellable_until: '2026-11-23T00:00:00+08:00' }, '没有取消成功，预约仍有效'],
    [held, '没有放弃成功，号还为您留着。要放弃请再点一次'],
    [{ ...held, hold_until: '2026-11-23T10:00:00+08:00' }, undefined],
  ];
  for (const [more, words] of told) {
    const booking = { ...visit, ...more };
    phone([
      (name) => (name === 'cancel' ? LOST : reply(name === 'catalog' ? { hospital } : { booking })),
    ]);
    globalThis.wx.pageScrollTo = () => undefined;
    const page = opened('pages/booking/booking');
    page.data.id = 'b1';
    await page.refresh();
    await page.onCancelAgain();
    await until(() => page.data.booking.cancelling);
    const late = Date.now() + load('services/cancels.js').LIMIT + 1000;
    const clock = t.mock.method(Date, 'now', () => late);
    await page.look();
    clock.mock.restore();
    assert.deepEqual([page.data.booking.cancelling, page.data.problem?.words], [false, words]);
  }
});

test('a slow answer for one tab leaves the next one what it read', async () => {
  const asked = [];
  const { wx } = phone([]);
  wx.cloud.callFunction = ({ data }) =>
    new Promise((resolve) =>
      asked.push({ data, answer: (all) => resolve({ result: reply(all) }) }),
    );
  const page = opened('pages/bookings/bookings');
  page.refresh();
  page.onTab(tap({ key: 'over' }));
  await until(() => asked.length === 3);
  const [open, past, over] = asked;
  const ended = { ...visit, id: 'b2', status: 'completed' };
  over.answer({ bookings: [ended], cursor: null });
  await until(() => page.data.state === 'ready');
  open.answer({ bookings: [visit], cursor: null });
  past.answer({ bookings: [], cursor: null });
  await new Promise((resolve) => setTimeout(resolve));
  const shown = (cards) => cards.map(({ id }) => id);
  assert.deepEqual([shown(page.data.bookings), shown(page.read)], [['b2'], ['b2']]);
});
