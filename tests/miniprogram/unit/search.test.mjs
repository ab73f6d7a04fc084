import assert from 'node:assert/strict';
import test from 'node:test';
import { input, opened, tap, until } from './opened.mjs';
import { phone, reply } from './support.mjs';

const HOSPITALS = [{ id: 'h1', name: '演示医院' }];
const nothing = { hospitals: [], departments: [], doctors: [] };

/** Answers `search` with a department called after the words. */
function cloud(name, { action, q }) {
  if (action === 'hospitals') return reply({ hospitals: HOSPITALS });
  return reply({ ...nothing, departments: [{ id: q, name: q, hospital_id: 'h1' }] });
}

/** An open search page; `asked()` are the words that were sent. */
async function searchPage(t, answer = cloud) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { calls } = phone([answer]);
  const page = opened('pages/search/search');
  page.onLoad({});
  await until(() => page.data.state === 'ready');
  const asked = () => calls.map(({ data }) => data.q).filter(Boolean);
  return { page, asked, calls };
}

test('nothing is asked between keys, once after them, and the hospitals only the first time', async (t) => {
  const { page, asked, calls } = await searchPage(t);
  for (const words of ['x', 'xi', 'xin']) {
    page.onInput(input(words));
    t.mock.timers.tick(200);
  }
  assert.deepEqual(asked(), []);
  t.mock.timers.tick(350);
  await until(() => page.data.found);
  assert.deepEqual(asked(), ['xin']);
  assert.deepEqual(
    page.data.found.departments.map((one) => [one.name, one.hospital_name]),
    [['xin', '演示医院']],
  );
  page.onInput(input('xinxue '));
  t.mock.timers.tick(350);
  await until(() => page.data.found.departments[0].name === 'xinxue');
  assert.equal(calls.filter(({ data }) => data.action === 'hospitals').length, 1);
});

test('nothing is asked while a character is being composed', async (t) => {
  const { page, asked } = await searchPage(t);
  page.onCompose();
  for (const words of ['f', 'fa', 'fa shao']) {
    page.onInput(input(words));
    t.mock.timers.tick(2000);
  }
  assert.deepEqual(asked(), []);
  page.onInput(input('发烧'));
  page.onComposed();
  t.mock.timers.tick(350);
  await until(() => page.data.found);
  assert.deepEqual(asked(), ['发烧']);
});

test('the last question has the last word, whichever answer comes last', async (t) => {
  const waiting = new Map();
  const { page } = await searchPage(t, (name, data) =>
    data.action === 'hospitals'
      ? cloud(name, data)
      : new Promise((resolve) => waiting.set(data.q, () => resolve(cloud(name, data)))),
  );
  page.seek('心');
  page.seek('心内');
  await until(() => waiting.size === 2);
  waiting.get('心内')();
  await until(() => page.data.found);
  waiting.get('心')();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(page.data.found.departments[0].name, '心内');
});

test('a hint is tapped, found and remembered; words only passed through are not', async (t) => {
  const { page, asked } = await searchPage(t);
  assert.ok(page.data.hints.includes('发烧'));
  page.onInput(input('发'));
  t.mock.timers.tick(350);
  await until(() => page.data.found);
  page.onWord(tap({ words: '发烧' }));
  await until(() => page.data.found.departments[0].name === '发烧');
  assert.deepEqual(asked(), ['发', '发烧']);
  page.onClear();
  await until(() => page.data.found === null);
  assert.deepEqual(page.data.history, ['发烧']);
});

test('a parent department leads to its group on the page of the hospital', async (t) => {
  const parent = { id: 'nk', name: '内科', hospital_id: 'h1', has_children: true };
  const { page } = await searchPage(t, (name, data) =>
    data.action === 'hospitals'
      ? cloud(name, data)
      : reply({ ...nothing, departments: [parent, { ...parent, id: 'x', has_children: false }] }),
  );
  page.seek('内科');
  await until(() => page.data.found);
  page.onDepartment(tap({ index: 0 }));
  page.onDepartment(tap({ index: 1 }));
  assert.deepEqual(globalThis.wx.went, [
    '/pages/hospital/hospital?id=h1&group=nk',
    '/pages/department/department?id=x&hospital=h1',
  ]);
});

test('a corrected word is said, and one that was found as it is is not', async (t) => {
  const answers = { 皮服科: ['皮肤科'], 王建: ['王建国', '王建民'] };
  const { page } = await searchPage(t, (name, data) =>
    data.action === 'hospitals'
      ? cloud(name, data)
      : reply({
          ...cloud(name, data).data,
          ...(answers[data.q] && { corrected_to: answers[data.q] }),
        }),
  );
  const said = async (words) => {
    page.seek(words);
    await until(() => page.data.found && page.data.found.departments[0].name === words);
    return page.data.found.corrected;
  };
  assert.equal(await said('皮服科'), '没有“皮服科”，按“皮肤科”找到的');
  assert.equal(await said('王建'), '没有“王建”，按“王建国”“王建民”找到的');
  assert.equal(await said('皮肤科'), '');
});
