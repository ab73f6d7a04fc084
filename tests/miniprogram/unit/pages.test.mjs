import assert from 'node:assert/strict';
import test from 'node:test';
import { opened, until } from './opened.mjs';
import { load, phone, refusal, reply } from './support.mjs';

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
