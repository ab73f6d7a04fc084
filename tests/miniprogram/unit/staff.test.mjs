import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import { roleText } from '../../../emulator/console/words.js';
import { opened } from './opened.mjs';
import { LOST, impatient, load, phone, refusal, reply } from './support.mjs';

const { browserOf, presentGrants, presentLogin } = load('present/staff.js');

const grant = (role, more = {}) => ({
  role,
  hospital_id: 'h1',
  department_ids: [],
  doctor_id: null,
  ...more,
});

const WORDS = JSON.parse(
  fs.readFileSync(new URL('../../shared/staff_words.json', import.meta.url), 'utf8'),
);
const [PLACE] = WORDS.places;

test('roles stand below their hospital, the names of what they are limited to beside them', () => {
  const told = WORDS.grants.map(({ role, hospital_id = 'h1', ...more }) =>
    grant(role, { hospital_id, ...more }),
  );
  const shown = presentGrants(told, WORDS.places).flatMap(({ name, roles }) =>
    roles.map(({ words, can }) => [name, words, can]),
  );
  assert.deepEqual(
    shown,
    WORDS.grants.map(({ role, at, words }) => [at, words, WORDS.roles[role].can]),
  );
  const sites = presentGrants(told, WORDS.places).map(({ id }) => id);
  assert.deepEqual(sites, ['', 'h1', 'h2', 'h3']);
});

test('the console of the emulator calls roles the same', () => {
  for (const [role, { name }] of Object.entries(WORDS.roles)) assert.equal(roleText(role), name);
});

test('a browser is told by the first name that is its own', () => {
  for (const [agent, words] of Object.entries(WORDS.browsers))
    assert.equal(browserOf(agent), words);
});

test('a browser that wants to sign in is told by its own name and when it began', () => {
  const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36';
  const login = {
    agent: `${windows} Chrome/126.0 Safari/537.36 Edg/126.0`,
    started_at: '2026-11-25T08:30:00+08:00',
    choices: ['1'],
  };
  assert.deepEqual(presentLogin(login), {
    browser: 'Edge 126 · Windows',
    at: '11月25日 08:30',
    choices: ['1'],
  });
});

/** Answers each action of the staff function by itself. */
const staffed = (answers) => {
  const { calls } = phone([(_, { action }) => answers[action]]);
  return { home: opened('packages/staff/home/home'), calls };
};
const me = reply({ staff: { id: 's1', name: '虚构甲', grants: [grant('desk')], rev: 1 } });

test('what roles are at is called by its name, read at once; unread, by its id', async () => {
  const { home, calls } = staffed({ me, places: reply({ hospitals: [PLACE] }) });
  await home.refresh();
  assert.equal(home.data.hospitals[0].name, '虚构第一医院');
  assert.deepEqual(
    calls.map(({ data }) => data.action),
    ['me', 'places'],
  );
  const { home: nameless } = staffed({ me, places: refusal('INTERNAL') });
  await nameless.refresh();
  assert.deepEqual([nameless.data.state, nameless.data.hospitals[0].name], ['ready', 'h1']);
});

test('a code is ten letters and digits, however they are written', async () => {
  const { home, calls } = staffed({ me, accept: me, places: reply({ hospitals: [] }) });
  const took = () => calls.filter(({ data }) => data.action === 'accept').length;
  for (const code of ['K7QX2M9DT', 'K7QX2-M9DT', 'K7QX2M9DTAB', ' ']) {
    home.onCode({ detail: { value: code } });
    await home.onAccept();
    assert.deepEqual([home.data.wrong, took()], ['请填写 10 位邀请码', 0], code);
  }
  home.onCode({ detail: { value: ' k7qx2-m9 dta' } });
  await home.onAccept();
  assert.deepEqual([home.data.wrong, home.data.taken, took()], ['', true, 1]);
});

const page = (answers) => {
  const { calls } = phone(answers);
  const shown = opened('packages/staff/login/login');
  shown.data.ticket = 't1';
  return { shown, calls };
};

test('“不是我” is said to have worked only when the service says so', async (t) => {
  impatient(t);
  const sure = page([LOST, reply({ refused: true })]);
  await sure.shown.onRefuse();
  assert.deepEqual(sure.calls[1], {
    name: 'staff',
    data: { action: 'login_refuse', ticket: 't1' },
  });
  assert.equal(sure.shown.data.outcome, 'refused');

  const words = '那台电脑已经登录，请马上退出：在那台电脑上点“退出登录”';
  const late = page([refusal('BAD_STATE', words)]);
  await late.shown.onRefuse();
  assert.deepEqual([late.shown.data.outcome, late.shown.data.words], ['over', words]);

  const unknown = page([LOST]);
  await unknown.shown.onRefuse();
  assert.equal(unknown.shown.data.outcome, '');
  assert.equal(unknown.shown.data.words, '没有收到结果，请再点一次：不会约两次、扣两次钱');
});

test('what this phone keeps of its user is named where it is told what is kept', async () => {
  const { storage } = phone([]);
  const preferences = load('services/preferences.js');
  preferences.setStaff(true);
  preferences.setLargeType(false);
  preferences.rememberHospital('h1');
  preferences.rememberSearch('头疼');
  const words = {
    staff: '是不是医院的工作人员',
    large_type: '字的大小',
    recent_hospitals: '看过的医院',
    search_words: '搜过的词',
  };
  const { kept } = opened('packages/account/privacy/privacy').data;
  const here = kept.find(({ why }) => why.endsWith('只存在这部手机里'));
  for (const key of storage.keys()) assert.ok(here.what.includes(words[key]), key);
  assert.equal(storage.size, 4);
});
