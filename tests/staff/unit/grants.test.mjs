/** Roles in words, and who may give which. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, WORDS } from '../support.mjs';

const { givable, gives, grantWords, lacking, listed, namesOf, ROLES, sameGrants } =
  await load('present/grants.ts');

const PLACES = WORDS.places;
const grant = (role, more = {}) => ({
  role,
  hospital_id: 'h1',
  department_ids: [],
  doctor_id: null,
  ...more,
});
const OPERATOR = grant('operator', { hospital_id: null });

test('a role is told with what it is limited to, and with what can be done today', () => {
  assert.deepEqual(ROLES, WORDS.roles);
  const names = namesOf(PLACES);
  for (const { at, words, ...more } of WORDS.grants) {
    const told = grant(more.role, more);
    assert.deepEqual([names.hospital(told.hospital_id), grantWords(told, names)], [at, words]);
  }
});

test('a role is told with its hospital where that is another than the one in question', () => {
  const names = namesOf(PLACES);
  const desk = grant('desk', { hospital_id: 'h2' });
  assert.equal(grantWords(desk, names, 'h2'), '门诊服务台（全部科室）');
  assert.equal(grantWords(desk, names, 'h1'), '虚构第二医院 门诊服务台（全部科室）');
  assert.equal(grantWords(desk, names, null), '虚构第二医院 门诊服务台（全部科室）');
  assert.equal(grantWords(OPERATOR, names, 'h1'), '平台 平台运营');
});

test('an operator gives managers, a manager the staff of their own hospital, nobody an operator', () => {
  const table = [OPERATOR, grant('manager'), grant('desk'), grant('auditor')].map((own) =>
    ['operator', 'manager', 'desk', 'doctor', 'auditor'].filter((role) =>
      gives([own], grant(role)),
    ),
  );
  assert.deepEqual(table, [['manager'], ['desk', 'doctor', 'auditor'], [], []]);
  assert.equal(gives([grant('manager')], grant('desk', { hospital_id: 'h2' })), false);
});

test('which roles are offered is where they are given', () => {
  const both = [OPERATOR, grant('manager')];
  assert.deepEqual(givable(both, 'h1'), ['manager', 'desk', 'doctor', 'auditor']);
  assert.deepEqual(givable(both, 'h2'), ['manager']);
  assert.deepEqual(givable(both, null), ['manager']);
  assert.deepEqual(givable([grant('manager')], 'h2'), []);
});

test('whose staff somebody may see', () => {
  assert.deepEqual(listed([OPERATOR], PLACES), [null, 'h1', 'h2']);
  assert.deepEqual(listed([grant('manager'), grant('desk', { hospital_id: 'h2' })], PLACES), [
    'h1',
  ]);
  assert.deepEqual(listed([grant('auditor')], PLACES), []);
});

test('the same roles in another order are no change', () => {
  const two = [grant('desk', { department_ids: ['a', 'b'] }), grant('auditor')];
  const turned = [grant('auditor'), grant('desk', { department_ids: ['b', 'a'] })];
  assert.equal(sameGrants(two, turned), true);
  assert.equal(
    sameGrants(two, [grant('desk', { department_ids: ['a'] }), grant('auditor')]),
    false,
  );
  assert.equal(sameGrants([], []), true);
});

test('what of a role is not said yet', () => {
  assert.equal(lacking(grant('manager', { hospital_id: null })), '请选择医院');
  assert.equal(lacking(grant('doctor')), '请选择是哪位医生');
  assert.equal(lacking(grant('desk')), '');
});
