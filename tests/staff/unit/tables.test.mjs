/** A hospital's tables in words: columns, cells, forms, the week, and who has which page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '../support.mjs';

const { calledOf, cellText, listedOf, namedOf, titleOf } = await load('present/tables.ts');
const { faultsOf, fieldsOf, sent } = await load('present/fields.ts');
const { merged, staleRow, theirsOf } = await load('present/stale-row.ts');
const { seatsOf, weekOf } = await load('present/week.ts');
const { menuOf } = await load('present/menu.ts');

const column = (name, title, required = false, choices = []) => ({
  name,
  title,
  required,
  choices,
});
const NAMES = {
  department: [
    { value: 'nk', label: '内科' },
    { value: 'wk', label: '外科' },
  ],
  doctor: [{ value: 'd1', label: '虚构甲 · 主任医师' }],
};
const CLINIC = [
  column('doctor_id', '医生编号', true),
  column('department_id', '科室编号'),
  column('weekday', '星期', true, ['周一', '周二']),
  column('start', '开始时间', true),
  column('end', '结束时间', true),
  column('from_date', '开始日期'),
  column('until_date', '结束日期'),
];
const MORNING = {
  doctor_id: 'd1',
  weekday: '周一',
  period: '上午',
  start: '08:00',
  end: '12:00',
  slot_minutes: '30',
  seats_per_slot: '3',
};

test('a list has the columns that say something, spans as one, names for ids', () => {
  const listed = listedOf('clinic', CLINIC, [{ rev: 'r', values: MORNING }], NAMES);
  assert.deepEqual(
    listed.map((one) => [one.title, one.text(MORNING)]),
    [
      ['医生', '虚构甲 · 主任医师'],
      ['星期', '周一'],
      ['时间', '08:00–12:00'],
    ],
  );
  const dated = { ...MORNING, from_date: '2026-12-01' };
  const more = listedOf('clinic', CLINIC, [{ rev: 'r', values: dated }], NAMES).at(-1);
  assert.deepEqual([more.title, more.text(dated)], ['起止日期', '2026-12-01–']);
});

test('an id reads as a name, but a row’s own; several are told one by one; nobody is the whole hospital', () => {
  const values = { department_id: 'wk;nk;gone', doctor_id: 'd1' };
  assert.equal(cellText('doctor', 'department_id', values, NAMES), '外科、内科、gone');
  assert.equal(cellText('doctor', 'doctor_id', values, NAMES), 'd1');
  assert.equal(cellText('exception', 'doctor_id', {}, NAMES), '全院');
  assert.equal(titleOf('doctor', CLINIC[0]), '医生编号');
  assert.equal(titleOf('clinic', CLINIC[0]), '医生');
});

test('a row is called by its name, or by whose and when it is', () => {
  assert.equal(calledOf('department', { name: '内科' }, NAMES), '内科');
  assert.equal(calledOf('clinic', MORNING, NAMES), '虚构甲 周一 上午 08:00');
  assert.equal(
    calledOf('exception', { date: '2026-12-24', kind: '停诊' }, NAMES),
    '全院 2026-12-24 停诊',
  );
});

test('departments are chosen by name, with the one above; doctors with their title', () => {
  const rows = [
    { rev: 'a', values: { department_id: 'nk', name: '内科' } },
    { rev: 'b', values: { department_id: 'xn', name: '心内科', parent_id: 'nk' } },
  ];
  assert.deepEqual(
    namedOf('department', rows).map(({ label }) => label),
    ['内科', '内科 · 心内科'],
  );
  const doctor = { doctor_id: 'd1', name: '虚构甲', title: '医师' };
  assert.deepEqual(namedOf('doctor', [{ rev: 'c', values: doctor }]), [
    { value: 'd1', label: '虚构甲 · 医师' },
  ]);
});

test('a form has a field of its kind for each column; a row’s own id is written once', () => {
  const columns = [
    column('department_id', '科室编号', true),
    column('hospital_id', '医院编号', true),
    column('parent_id', '上级科室编号'),
    column('name', '科室名称', true),
    column('sex', '限性别', false, ['女', '男']),
    column('introduction', '简介'),
  ];
  const shown = (isNew) =>
    fieldsOf('department', columns, { department_id: 'nk' }, NAMES, isNew).map((one) => [
      one.title,
      one.type,
      one.hint,
    ]);
  assert.deepEqual(shown(true), [
    ['科室编号', 'text', '字母和数字，如 nk01，以后不能改'],
    ['上级科室', 'one', '不选就是一级科室'],
    ['科室名称', 'text', ''],
    ['限性别', 'one', '可以不选'],
    ['简介', 'long', '可以不填'],
  ]);
  assert.deepEqual(shown(false)[0].slice(0, 2), ['科室编号', 'fixed']);
  const above = fieldsOf('department', columns, { department_id: 'nk' }, NAMES, false)[1].options;
  assert.deepEqual(above, [{ value: 'wk', label: '外科' }]);
});

test('only an extra clinic has times; what is not shown and what is empty is not sent', () => {
  const columns = [column('kind', '类型', true, ['停诊', '加诊']), column('start', '开始时间')];
  const values = { kind: '停诊', start: '08:00', reason: '' };
  const fields = (kind) => fieldsOf('exception', columns, { ...values, kind }, NAMES, true);
  assert.deepEqual(sent(fields('停诊'), values), { kind: '停诊' });
  assert.deepEqual(sent(fields('加诊'), { ...values, kind: '加诊 ' }), {
    kind: '加诊',
    start: '08:00',
  });
});

test('what is wrong stands at its field, the rest above the form', () => {
  const fields = fieldsOf('clinic', CLINIC, {}, NAMES, true);
  const faults = [
    { field: 'end', words: '太早' },
    { field: 'end', words: '太短' },
    { field: 'reason', words: '不用填' },
    { field: null, words: '与另一行重叠' },
  ];
  assert.deepEqual(faultsOf({ faults }, fields), {
    at: { end: '太早；太短' },
    above: ['不用填', '与另一行重叠'],
  });
  assert.deepEqual(faultsOf({}, fields), { at: {}, above: [] });
});

test('of two versions each keeps what they alone changed', () => {
  const stale = staleRow({
    rev: 'r2',
    by: null,
    at: null,
    changed: [
      { field: 'name', yours: '内科', theirs: '普通内科' },
      { field: 'location', yours: '3 层', theirs: null },
    ],
  });
  const before = { name: '内科', location: '2 层', sex: '女' };
  const yours = { ...before, location: '3 层' };
  assert.deepEqual(merged(before, yours, stale), { name: '普通内科', location: '3 层', sex: '女' });
  assert.deepEqual(theirsOf(yours, stale), { name: '普通内科', location: '', sex: '女' });
  assert.equal(staleRow({}), null);
});

test('the week has a row for each doctor, with their clinics by time and the seats of each', () => {
  const rows = [
    { ...MORNING, start: '13:30', end: '17:00' },
    MORNING,
    { ...MORNING, doctor_id: 'gone' },
  ].map((values, at) => ({ rev: String(at), values }));
  const [{ days }] = weekOf(NAMES.doctor, rows);
  assert.deepEqual(
    days[0].clinics.map(({ time, seats }) => [time, seats]),
    [
      ['08:00–12:00', '24 号'],
      ['13:30–17:00', '21 号'],
    ],
  );
  assert.deepEqual([days.length, days[6].weekday, days[6].clinics], [7, '周日', []]);
  assert.equal(seatsOf({ start: '08:00', end: '24:00' }), 0);
});

test('each role has its pages, in their order', () => {
  const places = [{ id: 'h1', name: '虚构第一医院', departments: [], doctors: [] }];
  const of = (...roles) =>
    menuOf(
      roles.map((role) => ({
        role,
        hospital_id: role === 'operator' ? null : 'h1',
        department_ids: [],
        doctor_id: null,
      })),
      places,
    ).map(({ text }) => text);
  assert.deepEqual(of('manager'), [
    '首页',
    '科室',
    '医生',
    '出诊表',
    '停诊与加诊',
    '排班',
    '规则',
    '通知',
    '小程序码',
    '导入导出',
    '操作记录',
    '工作人员',
    '登录的电脑',
  ]);
  assert.deepEqual(of('operator'), [
    '首页',
    '医院',
    '平台规则',
    '操作记录',
    '工作人员',
    '登录的电脑',
  ]);
  assert.deepEqual(of('auditor'), ['首页', '操作记录', '登录的电脑']);
  assert.deepEqual(of('desk'), ['首页', '登录的电脑']);
  assert.deepEqual(of(), ['首页', '登录的电脑']);
});
