import assert from 'node:assert/strict';
import test from 'node:test';
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

const PLACE = {
  id: 'h1',
  name: '虚构第一医院',
  departments: [{ id: 'nk', name: '内科', parent_id: null }],
  doctors: [{ id: 'd1', name: '虚构甲', title: '主任医师', department_id: 'nk' }],
};

test('roles stand below their hospital, the names of what they are limited to beside them', () => {
  const grants = [
    grant('operator', { hospital_id: null }),
    grant('desk', { department_ids: ['nk', 'gone'] }),
    grant('doctor', { doctor_id: 'd1' }),
    grant('desk', { hospital_id: 'h2' }),
  ];
  const shown = presentGrants(grants, [PLACE]);
  assert.deepEqual(
    shown.map(({ id, name, roles }) => [id, name, roles.map((role) => role.words)]),
    [
      ['', '平台', ['平台运营']],
      ['h1', '虚构第一医院', ['门诊服务台（内科、gone）', '医生（虚构甲）']],
      ['h2', 'h2', ['门诊服务台（全部科室）']],
    ],
  );
  assert.ok(shown.every(({ roles }) => roles.every((role) => role.can)));
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
  assert.equal(browserOf(''), '没有报名称的浏览器');
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
