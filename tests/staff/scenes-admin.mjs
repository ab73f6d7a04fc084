/** The pages of a hospital's tables, days, log and files in every state worth looking at. */
import { pick, press, shown } from './acts.mjs';
import { job, WRONG } from './fake-admin.mjs';
import { PROPOSED } from './fake-effects.mjs';
import { grant } from './fake.mjs';

export const STALE_ROW = {
  code: 'STALE',
  message: '这一项刚才有别人改过，没有保存。请看看现在的内容再改',
  data: {
    rev: 'f'.repeat(32),
    by: 's3',
    at: '2026-11-25T08:29:00+08:00',
    changed: [
      { field: 'location', yours: '门诊楼 3 层', theirs: '门诊楼 2 层' },
      { field: 'name', yours: '内科', theirs: '普通内科' },
    ],
  },
};
export const FAULTS = {
  code: 'BAD_REQUEST',
  message: '没有保存：要晚于开始时间 08:00（还有 1 处）',
  data: {
    faults: [
      { field: 'end', words: '要晚于开始时间 08:00' },
      { field: null, words: '出诊表“虚构医生1 周一 08:00”：与另一行的时间重叠' },
    ],
  },
};
const OVER = {
  code: 'BAD_REQUEST',
  message: '没有保存：已经过了，不会再显示，请写今天或以后的日期',
  data: {
    faults: [{ field: 'until_date', words: '已经过了，不会再显示，请写今天或以后的日期' }],
  },
};
const DOWN = { code: 'INTERNAL', message: '系统出错了，请再试一次。还不行请联系平台运营' };

const OPERATOR = [grant('operator', { hospital_id: null })];

export const ADMIN_SCENES = {
  departments: { page: '#/departments' },
  'departments-empty': { page: '#/departments', amount: 'empty' },
  'departments-long': { page: '#/departments', amount: 'long' },
  'departments-down': { page: '#/departments', answers: { read: DOWN }, act: shown('再试一次') },
  'departments-stale': { page: '#/departments', answers: { save: STALE_ROW }, act: stale },
  'departments-not-theirs': { page: '#/departments', grants: [grant('auditor')] },
  doctors: { page: '#/doctors' },
  'doctors-add': { page: '#/doctors', act: (page) => press(page, '添加医生') },
  'doctors-photo': { page: '#/doctors', act: (page) => press(page, '修改') },
  'doctors-remove': { page: '#/doctors', act: (page) => press(page, '删除') },
  clinics: { page: '#/clinics' },
  'clinics-many': { page: '#/clinics', amount: 'many' },
  'clinics-week': { page: '#/clinics', act: (page) => press(page, '一周') },
  'clinics-faults': { page: '#/clinics', answers: { propose: FAULTS }, act: faults },
  'clinics-effects': { page: '#/clinics', answers: { propose: ok(PROPOSED) }, act: effects },
  'clinics-applying': {
    page: '#/clinics',
    answers: { propose: ok(PROPOSED), apply: ok(job('running', 1)) },
    act: applying,
  },
  exceptions: { page: '#/exceptions' },
  'exceptions-extra': { page: '#/exceptions', act: extra },
  notices: { page: '#/notices' },
  'notices-long': { page: '#/notices', amount: 'long' },
  'notices-empty': { page: '#/notices', amount: 'empty' },
  'notices-add': { page: '#/notices', act: (page) => press(page, '添加通知') },
  'notices-wrong': { page: '#/notices', answers: { save: OVER }, act: over },
  days: { page: '#/days' },
  'days-many': { page: '#/days', amount: 'many' },
  'days-none': { page: '#/days', act: (page) => press(page, '11月28日 周六 没有号') },
  'days-session': { page: '#/days', act: (page) => press(page, '看每个时间', 2) },
  'days-stop': { page: '#/days', act: stop },
  'days-add': { page: '#/days', act: add },
  rules: { page: '#/rules' },
  'rules-change': { page: '#/rules', act: (page) => press(page, '修改', 1) },
  'rules-reset': { page: '#/rules', act: (page) => press(page, '恢复默认') },
  'platform-rules': { page: '#/platform-rules', grants: OPERATOR },
  'platform-rules-change': {
    page: '#/platform-rules',
    grants: OPERATOR,
    act: (page) => press(page, '修改', 1),
  },
  'platform-rules-down': {
    page: '#/platform-rules',
    grants: OPERATOR,
    answers: { read: DOWN },
    act: shown('再试一次'),
  },
  'platform-rules-not-theirs': { page: '#/platform-rules' },
  hospitals: { page: '#/hospitals', grants: OPERATOR },
  'hospitals-none': {
    page: '#/hospitals',
    grants: OPERATOR,
    answers: {
      places: { code: 'OK', message: '成功', data: { hospitals: [] } },
      read: { code: 'OK', message: '成功', data: { columns: [], rows: [] } },
    },
  },
  'hospitals-add': {
    page: '#/hospitals',
    grants: OPERATOR,
    act: (page) => press(page, '添加医院'),
  },
  audit: { page: '#/audit' },
  'audit-many': { page: '#/audit', amount: 'many', act: (page) => press(page, '再看 50 条') },
  'audit-empty': { page: '#/audit', amount: 'empty' },
  'audit-auditor': { page: '#/audit', grants: [grant('auditor')] },
  'audit-platform': { page: '#/audit', grants: OPERATOR },
  codes: { page: '#/codes', act: shown('微信扫一扫，预约挂号') },
  'codes-doctors': { page: '#/codes', act: doctorsCodes },
  'codes-down': {
    page: '#/codes',
    answers: { code: { code: 'BUSY', message: '微信没有回应，请过一分钟再试' } },
    act: shown('微信没有回应'),
  },
  sheets: { page: '#/sheets' },
  'sheets-ready': { page: '#/sheets', act: upload('没有问题') },
  'sheets-wrong': { page: '#/sheets', answers: { import_check: ok(WRONG) }, act: upload('14 处') },
  'sheets-importing': {
    page: '#/sheets',
    answers: { import_apply: ok(job('running', 1)) },
    act: importing,
  },
};

/** An answer that is not the usual one. */
export function ok(data) {
  return { code: 'OK', message: '成功', data };
}

/** Chooses a file, and waits for what is said of it. */
export function upload(words) {
  return async (page) => {
    const file = { name: '资料.xlsx', mimeType: '', buffer: Buffer.from('演示') };
    await page.getByLabel('要导入的文件').setInputFiles(file);
    await shown(words)(page);
  };
}

async function doctorsCodes(page) {
  await pick(page, '给谁打印', '医生');
  await shown('虚构医生1 主任医师')(page);
}

async function importing(page) {
  await upload('没有问题')(page);
  await press(page, '导入');
  await shown('正在导入：1 / 4')(page);
}

async function stop(page) {
  await press(page, '看每个时间');
  await press(page, '停止预约', 1);
  await page.getByRole('dialog', { name: '停止预约：08:30–09:00' }).waitFor();
}

async function add(page) {
  await press(page, '看每个时间');
  await press(page, '加号', 1);
  await page.getByRole('dialog', { name: '加号：08:30–09:00' }).waitFor();
}

async function effects(page) {
  await press(page, '修改');
  await page.getByLabel('每段分钟数').fill('20');
  await press(page, '保存');
  await page.getByRole('dialog', { name: '这样改会影响哪几天' }).waitFor();
}

async function applying(page) {
  await effects(page);
  await press(page, '确认');
  await shown('正在改：1 / 4')(page);
}

async function stale(page) {
  await press(page, '修改');
  await page.getByLabel('就诊地点').fill('门诊楼 3 层');
  await press(page, '保存');
  await shown('对方的（别人刚保存的）')(page);
}

async function faults(page) {
  await press(page, '修改');
  await page.getByLabel('结束时间').fill('07:00');
  await press(page, '保存');
  await shown('要晚于开始时间 08:00')(page);
}

async function over(page) {
  await press(page, '修改');
  await page.getByLabel('内容').fill('已经来电');
  await press(page, '保存');
  await shown('已经过了，不会再显示，请写今天或以后的日期')(page);
}

async function extra(page) {
  await press(page, '添加停诊或加诊');
  await pick(page, '类型', '加诊');
  await page.getByLabel('开始时间').waitFor();
}
