/** Entries of the log, rules and files in words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '../support.mjs';

const { changesOf, outcomeWords, thingWords, verbWords, whereWords } =
  await load('present/audit.ts');
const { namesOf } = await load('present/grants.ts');
const { ruleOf } = await load('present/rules.ts');
const { changesNothing, countWords } = await load('present/sheets.ts');

const NAMES = namesOf([
  {
    id: 'h1',
    name: '虚构第一医院',
    departments: [{ id: 'nk', name: '内科', parent_id: null }],
    doctors: [],
  },
]);

test('a verb is told with its kind or its role', () => {
  assert.equal(verbWords('admin.save/clinic'), '保存出诊');
  assert.equal(verbWords('staff.invite/desk'), '邀请门诊服务台');
  assert.equal(verbWords('sheets.export'), '导出资料');
});

test('who came by which way, and how it ended', () => {
  assert.equal(whereWords({ role: 'auditor', door: 'phone' }), '审计 · 手机');
  assert.equal(whereWords({ role: 'system', door: 'program' }), '程序');
  assert.deepEqual(
    ['refused', 'not_done', null].map((outcome) => outcomeWords({ outcome })),
    ['没有权限，已拒绝', '没有做成', ''],
  );
});

test('a thing is told by its name, never by its id', () => {
  const told = (kind, object_id) => thingWords({ kind, object_id }, NAMES, { s1: '虚构甲' });
  assert.equal(told('department', 'nk'), '科室 内科');
  assert.equal(told('hospital', 'platform'), '医院 平台');
  assert.equal(told('staff', 's1'), '工作人员 虚构甲');
  assert.equal(told('staff', 's2'), '工作人员');
  assert.equal(told('clinic', 'c.1.2'), '出诊');
});

test('what changed is told in words; what is personal is not shown, a version is left out', () => {
  const told = (field, before, after) =>
    Object.values(changesOf([{ field, before, after }], NAMES)[0]);
  assert.deepEqual(told('department_id', null, 'nk'), ['科室', '（空）', '内科']);
  assert.deepEqual(told('name', '', 'k1.0123456789abcdef'), ['名称', '（空）', '（不显示）']);
  assert.deepEqual(told('active', true, false), ['在用', '是', '否']);
  assert.deepEqual(told('rule', 'waitlist', undefined), ['规则', '开放候补', '（空）']);
  const grant = { role: 'auditor', hospital_id: 'h1', department_ids: [], doctor_id: null };
  assert.deepEqual(told('grants', [], [grant]), ['角色', '（空）', '审计']);
  assert.deepEqual(changesOf([{ field: 'rev', before: 'a', after: 'b' }], NAMES), []);
});

test('a rule says what it means to a patient', () => {
  assert.equal(ruleOf('window_days').says('7'), '可以预约今天和以后 7 天的号');
  assert.equal(ruleOf('window_days').says('0'), '只能预约今天的号');
  assert.equal(ruleOf('waitlist').says('否'), '约满后不能候补');
  assert.equal(ruleOf('nobody_knows').says('1'), '');
});

test('what a file does is counted, without what does not happen', () => {
  const counts = { new: 3, changed: 0, retired: 1, same: 9 };
  assert.equal(countWords(counts), '新增 3 项，删除 1 项，不变 9 项');
  assert.equal(changesNothing(counts), false);
  assert.equal(changesNothing({ ...counts, new: 0, retired: 0 }), true);
});
