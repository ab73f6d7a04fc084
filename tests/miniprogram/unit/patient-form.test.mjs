import assert from 'node:assert/strict';
import test from 'node:test';
import { fresh, load } from './support.mjs';

// Where the service takes children without a document, the list of documents names them.
const identity = fresh('utils/identity.js');
identity.NO_DOCUMENT ??= { type: 'none', name: '没有证件的孩子（不满 1 周岁）' };
identity.infantProblem ??= identity.birthProblem;
const form = load('utils/patient-form.js');

const today = '2026-11-23';
const infant = {
  id: '',
  type: 'none',
  name: '王小宝',
  idNumber: '',
  phone: '13800000000',
  relation: 'child',
  sex: 'male',
  birthDate: '2026-10-01',
  child: true,
  guardian: 'p1',
  today,
};

test('a child without a document is asked for sex and birth instead of a number', () => {
  assert.equal(form.TYPES.at(-1).type, 'none');
  assert.deepEqual(Object.values(form.problems(infant)).filter(Boolean), []);
  const { sex, birthDate, guardian } = form.problems({
    ...infant,
    sex: '',
    birthDate: '',
    guardian: '',
  });
  assert.deepEqual([sex, birthDate, guardian], ['请选择性别', '请选择出生日期', '请选择监护人']);
  assert.deepEqual(form.form(infant, 'p1'), {
    name: '王小宝',
    id_type: 'none',
    phone: '13800000000',
    relation: 'child',
    sex: 'male',
    birth_date: '2026-10-01',
    guardian_id: 'p1',
  });
});

test('what a birth says while it is filled in', () => {
  assert.equal(form.reading('2020-05-05', 'male', today), '男，2020年5月5日出生，6 岁');
  assert.equal(form.reading('2026-10-01', '', today), '2026年10月1日出生，0 岁');
});
