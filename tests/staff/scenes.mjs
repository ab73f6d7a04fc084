/** Every desktop page in every state worth looking at. */
import { openList, pick, press, shown } from './acts.mjs';
import { grant } from './fake.mjs';
import { ADMIN_SCENES } from './scenes-admin.mjs';

const OUT = { me: { code: 'UNAUTHENTICATED', message: '登录已结束，请重新扫码登录' } };
const DOWN = { code: 'INTERNAL', message: '系统出错了，请再试一次。还不行请联系平台运营' };
const STALE = {
  code: 'STALE',
  message: '刚才有别人改过，没有保存。请看看现在的内容再改',
  data: {
    rev: 4,
    by: 's3',
    at: '2026-11-25T08:29:00+08:00',
    changed: [
      {
        field: 'grants',
        yours: [grant('desk', { department_ids: ['d0', 'd1'] }), grant('auditor')],
        theirs: [grant('desk', { department_ids: ['d2'] })],
      },
    ],
  },
};

const FINISHED = {
  code: 'OK',
  message: '成功',
  data: { staff: { id: 's0', name: '虚构甲', grants: [grant('manager')], rev: 1 } },
};

/** name: page (behind #), then what is special about it; `act` happens before the picture is taken. */
export const SCENES = {
  'sign-in': { answers: OUT, act: shown('手机上点选这个数字') },
  'sign-in-over': {
    answers: {
      ...OUT,
      login_finish: { code: 'BAD_STATE', message: '登录码已失效。请在电脑上刷新，重新扫码' },
    },
    act: shown('换一个登录码'),
  },
  'sign-in-down': { answers: { ...OUT, login_start: DOWN }, act: shown('换一个登录码') },
  'sign-in-unread': {
    answers: { ...OUT, login_finish: FINISHED, places: DOWN },
    act: shown('已登录，但页面还没有打开'),
  },
  'sign-in-by-browser': { page: '?ticket=x', answers: OUT, act: shown('浏览器里打不开') },
  'start-down': { answers: { me: DOWN }, act: shown('再试一次') },
  home: {},
  'home-operator': {
    grants: [grant('operator', { hospital_id: null }), grant('doctor', { doctor_id: 'dr3' })],
  },
  'home-nobody': { grants: [] },
  'home-many': { amount: 'many', act: (page) => press(page, '看全部 300 个班次') },
  'home-empty': { amount: 'empty' },
  'home-desk': { amount: 'many', grants: [grant('desk')] },
  'home-auditor': { amount: 'many', grants: [grant('auditor')] },
  'home-down': { answers: { today: DOWN }, act: shown('再试一次') },
  'home-long': { amount: 'long' },
  'home-loading': { hang: true },
  people: { page: '#/people' },
  'people-many': { page: '#/people', amount: 'many' },
  'people-long': { page: '#/people', amount: 'long' },
  'people-empty': { page: '#/people', amount: 'empty' },
  'people-down': { page: '#/people', answers: { list: DOWN }, act: shown('再试一次') },
  'people-invite': { page: '#/people', act: invite },
  'people-invited': { page: '#/people', act: invited },
  'people-change': { page: '#/people', act: change },
  'people-three-roles': { page: '#/people', act: threeRoles },
  'people-stale': { page: '#/people', answers: { change: STALE }, act: stale },
  'people-disable': { page: '#/people', act: (page) => press(page, '停用') },
  'people-unsaved': { page: '#/people', act: unsaved },
  ...ADMIN_SCENES,
  sessions: { page: '#/sessions' },
  'sessions-end': { page: '#/sessions', act: (page) => press(page, '退出登录', 2) },
  nowhere: { page: '#/x' },
  ending: { before: (page) => page.clock.install(), act: ending },
  'lapsed-unsaved': { page: '#/people', act: lapsedUnsaved },
  lapsed: { page: '#/sessions', act: lapsed },
};

async function invite(page) {
  await press(page, '邀请工作人员');
  await page.getByLabel('姓名', { exact: true }).fill('虚构戊');
  await pick(page, '角色', '医生');
  await press(page, '生成邀请码');
  await page.getByRole('alert').waitFor();
}

async function invited(page) {
  await press(page, '邀请工作人员');
  await page.getByLabel('姓名', { exact: true }).fill('虚构戊');
  await press(page, '生成邀请码');
  await page.locator('[data-test=code]').waitFor();
}

async function change(page) {
  await press(page, '改角色', 0);
  await openList(page, '科室');
}

async function threeRoles(page) {
  await press(page, '改角色', 0);
  for (const at of [1, 2]) {
    await press(page, '＋ 再加一个角色');
    await page.getByText(`角色 ${at + 1}`).waitFor();
  }
  await press(page, '保存');
  await page.getByText('有两个一样的角色，请去掉一个').waitFor();
}

async function stale(page) {
  await press(page, '改角色', 0);
  await press(page, '＋ 再加一个角色');
  await pick(page, '角色', '审计');
  await page.getByLabel('原因（会记入操作记录）').fill('调到服务台');
  await press(page, '保存');
  await page.getByRole('heading', { name: '您要保存的' }).waitFor();
}

async function unsaved(page) {
  await press(page, '停用');
  await page.getByLabel('原因（会记入操作记录）').fill('离职');
  await page.keyboard.press('Escape');
  await page.getByText('还没有保存，要离开吗').waitFor();
}

/** Half an hour in which nobody uses it, but for the last minutes. */
async function ending(page) {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.clock.fastForward('27:00');
  await page.getByText(/登录还有 [12]:\d\d 结束/).waitFor();
}

/** From now on nobody is signed in for this action. */
async function signedOutAt(page, refused) {
  await page.route('**/api/staff', (route) => {
    const { action } = route.request().postDataJSON();
    if (action !== refused) return route.fallback();
    const json = {
      code: 'UNAUTHENTICATED',
      message: '登录已结束，请重新扫码登录',
      data: null,
      request_id: 'r',
      now: '2026-11-25T08:30:00+08:00',
    };
    return route.fulfill({ json });
  });
}

async function lapsed(page) {
  await page.getByText('这台电脑').waitFor();
  await signedOutAt(page, 'sessions');
  await press(page, '刷新');
  await page.getByText('手机上点选这个数字').waitFor();
}

/** A form that was being sent lies beneath the sign-in; giving it up is asked for. */
async function lapsedUnsaved(page) {
  await signedOutAt(page, 'disable');
  await press(page, '停用');
  await page.getByLabel('原因（会记入操作记录）').fill('离职');
  await page.getByRole('dialog').getByRole('button', { name: '停用' }).click();
  await page.getByText('手机上点选这个数字').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('还没有保存，要离开吗').waitFor();
}
