/** Roles in words, and who may give which. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '../support.mjs';

const { gives, grantWords, lacking, listed, namesOf, sameGrants } = await load('present/grants.ts');

const PLACES = [
  {
    id: 'h1',
    name: '虚构第一医院',
    departments: [{ id: 'nk', name: '内科', parent_id: null }],
    doctors: [{ id: 'd1', name: '虚构甲', title: '主任医师', department_id: 'nk' }],
  },
  { id: 'h2', name: '虚构第二医院', departments: [], doctors: [] },
];
const grant = (role, more = {}) => ({
  role,
  hospital_id: 'h1',
  department_ids: [],
  doctor_id: null,
  ...more,
});
const OPERATOR = grant('operator', { hospital_id: null });

test('a role is told with what it is limited to', () => {
  const names = namesOf(PLACES);
  assert.equal(grantWords(grant('manager'), names), '医院管理员');
  assert.equal(grantWords(grant('desk'), names), '门诊服务台（全部科室）');
  assert.equal(
    grantWords(grant('desk', { department_ids: ['nk', 'gone'] }), names),
    '门诊服务台（内科、gone）',
  );
  assert.equal(grantWords(grant('doctor', { doctor_id: 'd1' }), names), '医生（虚构甲）');
  assert.equal(names.hospital(null), '平台');
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
