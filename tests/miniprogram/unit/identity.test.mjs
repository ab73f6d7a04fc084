import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import { load } from './support.mjs';

const identity = load('utils/identity.js');
const TODAY = '2026-11-23';

/** A number that is right in form and belongs to nobody: region 990001 is not assigned. */
function invented(birth, order) {
  const seventeen = `990001${birth}${order}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(seventeen[at]), 0);
  return seventeen + '10X98765432'[sum % 11];
}

const problem = (number) => identity.idProblem('resident_id', number, TODAY);

test('a right number has no problem, whatever its check character', () => {
  const checks = new Set();
  for (let order = 100; order < 400; order += 1) {
    const number = invented('19530402', order);
    assert.equal(problem(number), '', number);
    checks.add(number[17]);
  }
  assert.equal(checks.size, 11);
});

test('one wrong digit anywhere, or two neighbours swapped, is noticed', () => {
  const number = invented('19530402', 123);
  for (let at = 0; at < 17; at += 1) {
    const other = String((Number(number[at]) + 1) % 10);
    assert.notEqual(problem(number.slice(0, at) + other + number.slice(at + 1)), '');
    if (number[at] === number[at + 1]) continue;
    assert.notEqual(
      problem(number.slice(0, at) + number[at + 1] + number[at] + number.slice(at + 2)),
      '',
    );
  }
});

test('what is wrong is said', () => {
  const cases = [
    ['', '请填写证件号码'],
    ['9900011953', '身份证号是 18 位，还差 8 位'],
    [`${invented('19530402', 123)}1`, '身份证号只有数字，最后一位可以是 X'],
    ['99000119530402ABCD', '身份证号只有数字，最后一位可以是 X'],
    [invented('19530231', 123), '出生日期那几位不对，请核对'],
    [invented('20270101', 123), '出生日期那几位不对，请核对'],
    [invented('18951231', 123), '出生日期那几位不对，请核对'],
    ['990001195304020001', '身份证号不对，请核对'],
  ];
  for (const [number, words] of cases) assert.equal(problem(number), words, number);
});

test('what people paste is made tidy', () => {
  assert.equal(identity.tidyNumber(' 9900 0119-5304 02123x\n'), '99000119530402123X');
});

test('a number tells birth, sex and age', () => {
  const number = invented('19530402', 123);
  assert.equal(identity.birthDate(number), '1953-04-02');
  assert.equal(identity.sexOf(number), 'male');
  assert.equal(identity.sexOf(invented('19530402', 124)), 'female');
  const ages = ['2026-04-01', '2026-04-02', '2026-11-23'].map((day) =>
    identity.ageOn('1953-04-02', day),
  );
  assert.deepEqual(ages, [72, 73, 73]);
  assert.equal(identity.ageOn('2024-02-29', '2026-02-28'), 1);
});

test('the other documents by their form', () => {
  const good = { passport: 'E12345678', hkmo_permit: 'H12345678', tw_permit: '12345678' };
  for (const [type, number] of Object.entries(good)) {
    assert.equal(identity.idProblem(type, number, TODAY), '');
    assert.equal(identity.idProblem(type, `${number}?`, TODAY), '证件号码格式不对，请核对');
    assert.equal(identity.idProblem(type, '', TODAY), '请填写证件号码');
  }
});

test('what a keyboard makes of a name is made plain', () => {
  assert.equal(identity.tidyName(' O’Neil '), "O'Neil");
  assert.equal(identity.tidyName('Jose\u0301'), 'José');
});

const cases = JSON.parse(
  fs.readFileSync(new URL('../../shared/identity_cases.json', import.meta.url), 'utf8'),
);
const written = ({ becomes }, text) => becomes ?? text;

test('names: what the service takes and what it refuses', () => {
  for (const one of cases.names) {
    const name = identity.tidyName(one.input);
    assert.equal(identity.nameProblem(name) !== '', one.refused === 'name', one.input);
    if (!one.refused) assert.equal(name, written(one, one.input));
  }
});

test('phones: what the service takes and what it refuses', () => {
  for (const one of cases.phones) {
    const phone = identity.tidyPhone(one.input);
    assert.equal(identity.phoneProblem(phone) !== '', one.refused === 'phone', one.input);
    if (!one.refused) assert.equal(phone, written(one, one.input));
  }
});

/** The field at fault, as the service names it. */
function fault({ type, number, sex, birth_date: birth }) {
  if (identity.idProblem(type, identity.tidyNumber(number), cases.today)) return 'id_number';
  if (type === 'resident_id') return null;
  return sex && !identity.birthProblem(birth ?? '', cases.today) ? null : 'birth_date';
}

test('identity documents: what the service takes and what it refuses', () => {
  for (const one of cases.ids) {
    const number = identity.tidyNumber(one.number);
    assert.equal(fault(one), one.refused, JSON.stringify(one));
    if (!one.refused) assert.equal(number, written(one, one.number));
    if (!one.says) continue;
    const says = { sex: identity.sexOf(number), birth_date: identity.birthDate(number) };
    assert.deepEqual(says, one.says);
  }
});

test('infants: who may be added without a document', () => {
  for (const { born, may_be_without_document: may } of cases.infants)
    assert.equal(identity.infantProblem(born ?? '', cases.today) === '', may, born);
  assert.equal(identity.infantProblem('2025-03-02', cases.today), '满 1 周岁的孩子请用证件添加');
  assert.equal(identity.idProblem(identity.NO_DOCUMENT.type, '', cases.today), '');
});

test('ages: who needs a guardian, who may be one', () => {
  for (const { born, today, age, needs_guardian, may_be_guardian } of cases.ages) {
    assert.equal(identity.ageOn(born, today), age, `${born} ${today}`);
    assert.equal(identity.needsGuardian(age), needs_guardian);
    assert.equal(identity.mayBeGuardian(age), may_be_guardian);
  }
});
