import assert from 'node:assert/strict';
import test from 'node:test';
import { input, opened, tap, until } from './opened.mjs';
import { LOST, impatient, load, phone, refusal, reply } from './support.mjs';

// Valid in form and nobody's: region 990001 was never assigned. The tests' day is 2026-11-23.
const CHILD = '990001202005050017';
const ADULT = '990001198005050018';
const YOUTH = '990001201005050018';

function withCheck(number) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(number[at]), 0);
  return number.slice(0, 17) + '10X98765432'[sum % 11];
}

const adult = (id, more = {}) => ({
  id,
  name_masked: `${id}*`,
  phone_masked: '138****0000',
  age: 46,
  relation: 'self',
  guardian_id: null,
  ...more,
});

/** The form of a new patient beside those there are; `sent` are the forms that were added. */
async function formOf(stored = [], answer = null) {
  const mine = [...stored];
  const sent = [];
  phone([
    (name, data) => {
      if (name === 'login') return reply({ user: {}, patients: mine });
      if (data.action === 'list') return reply({ patients: mine });
      if (data.action === 'add') sent.push(data);
      const other = answer && answer(data, mine);
      if (other) return other;
      const patient = adult(`n${mine.length}`, { relation: data.relation });
      mine.push(patient);
      return reply({ patient });
    },
  ]);
  let left = 0;
  globalThis.wx.navigateBack = () => (left += 1);
  const page = opened('pages/patient/patient');
  page.onLoad({});
  await until(() => page.data.state === 'ready');
  page.data.today = '2026-11-23';
  return { page, sent, mine, left: () => left };
}

const write = (page, fields) => {
  for (const [field, value] of Object.entries(fields)) page.onInput(input(value, field));
};
const child = { name: '王小宝', idNumber: withCheck(CHILD), phone: '13800000000' };
const guardian = { guardianName: '李秀兰', guardianNumber: withCheck(ADULT) };

test('a first child brings its guardian along, in place, and both are stored', async () => {
  const { page, sent, left } = await formOf();
  write(page, child);
  assert.equal(page.data.relation, 'child', 'by the birth year');
  assert.equal(page.data.guardian, page.data.newGuardian);
  assert.equal(page.data.guardianRelation, 'self', '就是我');
  await page.onSave();
  assert.equal(page.data.wrong.guardianName, '请填写姓名');
  assert.deepEqual(sent, []);
  write(page, guardian);
  await page.onSave();
  assert.deepEqual(
    sent.map(({ name, relation, phone, guardian_id }) => [name, relation, phone, guardian_id]),
    [
      ['李秀兰', 'self', '13800000000', undefined],
      ['王小宝', 'child', '13800000000', 'n0'],
    ],
  );
  assert.equal(left(), 1);
});

test('the only grown-up is chosen already; of several somebody chooses', async () => {
  const one = await formOf([adult('p1')]);
  write(one.page, child);
  assert.equal(one.page.data.guardian, 'p1');
  const several = await formOf([adult('p1'), adult('p2', { relation: 'spouse' })]);
  write(several.page, child);
  assert.equal(several.page.data.guardian, '');
  await several.page.onSave();
  assert.equal(several.page.data.problem, '请选择监护人');
});

test('a relation that was chosen stays whatever the number says', async () => {
  const { page } = await formOf([adult('p1')]);
  page.onPick(tap({ field: 'relation', value: 'other' }));
  write(page, child);
  assert.equal(page.data.relation, 'other');
  const { page: second } = await formOf();
  write(second, child);
  write(second, { idNumber: withCheck(ADULT) });
  assert.deepEqual([second.data.relation, second.data.child], ['self', false]);
});

test('a guardian is of age', async () => {
  const { page, sent } = await formOf();
  write(page, { ...child, ...guardian, guardianNumber: withCheck(YOUTH) });
  await page.onSave();
  assert.equal(page.data.wrong.guardianNumber, '监护人要满 18 周岁');
  assert.deepEqual(sent, []);
});

test('a guardian may have another document, and says then what a resident ID says by itself', async () => {
  const { page, sent } = await formOf();
  write(page, { ...child, guardianName: 'Anna Weiß' });
  page.onGuardianType({ detail: { value: '1' } });
  write(page, { guardianNumber: 'e1234 5678' });
  await page.onSave();
  assert.deepEqual(
    [page.data.wrong.guardianSex, page.data.wrong.guardianBirth],
    ['请选择监护人的性别', '请选择出生日期'],
  );
  page.onPick(tap({ field: 'guardianSex', value: 'female' }));
  page.onGuardianBirth({ detail: { value: '2010-05-05' } });
  await page.onSave();
  assert.equal(page.data.wrong.guardianBirth, '监护人要满 18 周岁');
  page.onGuardianBirth({ detail: { value: '1985-05-05' } });
  await page.onSave();
  assert.deepEqual(
    sent.map(({ id_type, id_number, sex, birth_date }) => [id_type, id_number, sex, birth_date]),
    [
      ['passport', 'E12345678', 'female', '1985-05-05'],
      ['resident_id', withCheck(CHILD), undefined, undefined],
    ],
  );
});

test('a child that is refused keeps the guardian who was stored: the next tap adds only the child', async () => {
  let refuse = true;
  const { page, sent, left } = await formOf([], (data) =>
    data.relation === 'child' && refuse
      ? refusal('BAD_REQUEST', '这位就诊人已经添加过了', { field: 'id_number' })
      : null,
  );
  write(page, { ...child, ...guardian });
  await page.onSave();
  assert.equal(page.data.wrong.idNumber, '这位就诊人已经添加过了');
  assert.deepEqual([page.data.guardian, page.data.guardianName, left()], ['n0', '', 0]);
  refuse = false;
  await page.onSave();
  assert.deepEqual(
    sent.map((data) => data.relation),
    ['self', 'child', 'child'],
  );
  assert.equal(left(), 1);
});

test('a guardian who is refused is said at the guardian, and the child is not sent', async () => {
  const words = '身份证号不对，请核对';
  const { page, sent } = await formOf([], () =>
    refusal('BAD_REQUEST', words, { field: 'id_number' }),
  );
  write(page, { ...child, ...guardian });
  await page.onSave();
  assert.deepEqual(page.data.wrong, { guardianNumber: words });
  assert.equal(sent.length, 1);
});

test('a guardian whose answer was lost is found again instead of being added twice', async (t) => {
  impatient(t);
  let lose = true;
  const { page, sent } = await formOf([], (data, mine) => {
    if (!lose || data.action !== 'add') return null;
    lose = false;
    mine.push(adult('stored'));
    return LOST;
  });
  write(page, { ...child, ...guardian });
  await page.onSave();
  assert.equal(page.data.guardian, 'stored');
  await page.onSave();
  assert.deepEqual(
    sent.map((data) => [data.relation, data.guardian_id]),
    [
      ['self', undefined],
      ['child', 'stored'],
    ],
  );
});

test('what was typed is there again after leaving, until it is saved or given up', async () => {
  const { page } = await formOf();
  write(page, { ...child, guardianName: '李秀兰' });
  page.onUnload();
  const again = await reopened();
  assert.deepEqual(
    [again.data.name, again.data.idNumber, again.data.guardianName, again.data.relation],
    ['王小宝', withCheck(CHILD), '李秀兰', 'child'],
  );
  assert.deepEqual([again.data.child, again.data.restored], [true, true]);
  again.onStartAgain();
  await until(() => again.data.state === 'ready' && again.data.relation === 'self');
  assert.deepEqual([again.data.name, again.data.restored, again.data.child], ['', false, false]);
  again.saved = true;
  again.onUnload();
  assert.equal((await reopened()).data.restored, false);
});

/** The page once more in the same run of the app. */
async function reopened() {
  let definition;
  globalThis.Page = (given) => (definition = given);
  const { createRequire } = await import('node:module');
  const require = createRequire(import.meta.url);
  const file = require.resolve('../../../miniprogram/pages/patient/patient.js');
  delete require.cache[file];
  load('pages/patient/patient.js');
  const page = { ...definition, data: structuredClone(definition.data) };
  page.setData = (changes) => Object.assign(page.data, changes);
  page.onLoad({});
  await until(() => page.data.state === 'ready');
  return page;
}

test('nothing typed is put back to what is stored when the page reads again', async () => {
  const { page } = await formOf([adult('p1')]);
  page.onPick(tap({ field: 'relation', value: 'parent' }));
  write(page, { name: '张建国' });
  await page.refresh();
  assert.deepEqual([page.data.relation, page.data.name], ['parent', '张建国']);
});

test('the draft of one who is erased is forgotten with them', async () => {
  const drafts = load('services/drafts.js');
  drafts.keep('patient:', { name: '张建国' });
  phone([reply({})]).wx.clearStorageSync = () => undefined;
  await load('services/session.js').erase();
  assert.equal(drafts.of('patient:'), undefined);
});

const names = (relations) => relations.map((one) => one.name);

test('nobody is 本人 twice: it is offered to the first only, and to whoever is it', async () => {
  const { page } = await formOf();
  assert.deepEqual([page.data.relations[0].name, page.data.relation], ['本人', 'self']);
  assert.equal(page.data.guardianRelations[0].name, '就是我');
  const second = await formOf([adult('p1')]);
  assert.deepEqual(names(second.page.data.relations), ['子女', '父母', '配偶', '其他亲友']);
  assert.deepEqual(names(second.page.data.guardianRelations), ['父母', '配偶', '其他亲友']);
  const own = opened('pages/patient/patient');
  own.onLoad({ id: 'p1' });
  await until(() => own.data.state === 'ready');
  assert.equal(own.data.relations[0].name, '本人');
});

test('a child who is 本人 is not its own guardian', async () => {
  const { page, sent } = await formOf();
  write(page, { ...child, ...guardian });
  page.onPick({ currentTarget: { dataset: { field: 'relation', value: 'self' } } });
  await page.onSave();
  assert.equal(page.data.wrong.guardianRelation, '上面选了“本人”，监护人请选别的');
  assert.deepEqual(sent, []);
});

test('a guardian stored as 本人 leaves no second one for the child', async () => {
  const fails = (data) => data.relation === 'child' && refusal('BUSY', '没有收到结果');
  const { page } = await formOf([], fails);
  write(page, { ...child, ...guardian });
  await page.onSave();
  assert.deepEqual(names(page.data.relations), ['子女', '父母', '配偶', '其他亲友']);
});

test('a telephone of the guardian that was left empty is not what is wrong', async () => {
  const wrongPhone = () => refusal('BAD_REQUEST', '请填写 11 位手机号', { field: 'phone' });
  const { page } = await formOf([], wrongPhone);
  write(page, { ...child, ...guardian });
  await page.onSave();
  assert.deepEqual(page.data.wrong, { phone: '请填写 11 位手机号' });
  write(page, { guardianPhone: '13900000000' });
  await page.onSave();
  assert.deepEqual(page.data.wrong, { guardianPhone: '请填写 11 位手机号' });
});
