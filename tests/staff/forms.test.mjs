/** What the list of staff and its forms do and send, with a fake service behind them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { grant, openDesks } from './fake.mjs';
import { pick } from './acts.mjs';
import { SCENES } from './scenes.mjs';

const REASON = '原因（会记入操作记录）';
let desks;
before(async () => (desks = await openDesks()));
after(() => desks.close());

const ok = (data) => ({ code: 'OK', message: '成功', data });
const at = (hospital_id, role, more = {}) => grant(role, { hospital_id, ...more });
const place = (id, name) => ({ id, name, departments: [], doctors: [] });
const PLACES = ok({ hospitals: [place('h1', '虚构第一医院'), place('h2', '虚构第二医院')] });
const listing = (...grants) =>
  ok({ staff: [{ id: 's1', name: '虚构乙', grants, rev: 3 }], more: false });

/** The list of staff as somebody with `own` grants sees it, and what they asked to change. */
async function people(t, own, grants, answers = {}) {
  const scene = {
    page: '#/people',
    grants: own,
    answers: { places: PLACES, list: listing(...grants), ...answers },
  };
  const { page, close } = await desks.open(scene);
  t.after(close);
  const asked = [];
  page.on('request', (request) => {
    const data = request.url().endsWith('/api/staff') ? request.postDataJSON() : {};
    if (data.action === 'change') asked.push(data);
  });
  const press = (name) => page.getByRole('button', { name, exact: true }).first().click();
  const save = async (done) => {
    await page.getByLabel(REASON).fill('调到服务台');
    await press('保存');
    await page.getByText(done).waitFor();
  };
  return { page, asked, press, save };
}

test('a change at one hospital takes nothing at another, and says which is where', async (t) => {
  const own = [at('h1', 'manager'), at('h2', 'manager')];
  const both = [at('h1', 'desk'), at('h2', 'auditor')];
  const { page, asked, press, save } = await people(t, own, both);
  const cell = page.locator('tbody td').nth(1);
  assert.equal(await cell.innerText(), '门诊服务台（全部科室）\n虚构第二医院 审计');
  await press('改角色');
  assert.deepEqual(await page.locator('legend').allInnerTexts(), [
    '角色 1',
    '角色 2（虚构第二医院）',
  ]);
  await press('去掉这个角色');
  await save('已改好，马上生效');
  assert.deepEqual(asked[0].grants, [at('h2', 'auditor')]);
});

test('an operator keeps the managers of other hospitals, and sends nothing that is not theirs to give', async (t) => {
  const own = [at(null, 'operator')];
  const all = [at(null, 'operator'), at('h1', 'manager'), at('h2', 'manager')];
  const { page, asked, press, save } = await people(t, own, all);
  await press('改角色');
  await page.getByText('平台运营：不归您管，不会变').waitFor();
  await press('去掉这个角色');
  await save('已改好，马上生效');
  assert.deepEqual(asked[0].grants, [at('h2', 'manager')]);
  assert.equal(asked[0].rev, 3);
});

test('another role is given at the hospital of the form, not where the one before was to be', async (t) => {
  const own = [at(null, 'operator'), at('h1', 'manager')];
  const { page, asked, press, save } = await people(t, own, [at('h1', 'auditor')]);
  await pick(page, '医院', '虚构第一医院');
  await press('改角色');
  await press('＋ 再加一个角色');
  const dialog = page.getByRole('dialog');
  assert.equal(await dialog.getByLabel('医院', { exact: true }).count(), 1);
  await pick(page, '医院', '虚构第二医院');
  await dialog.locator('fieldset').nth(1).locator('.t-select__wrap').first().click();
  await page.locator('.t-select-option').filter({ hasText: '门诊服务台', visible: true }).click();
  await save('已改好，马上生效');
  assert.deepEqual(
    asked[0].grants.map(({ role, hospital_id: hospital }) => [role, hospital]),
    [
      ['auditor', 'h1'],
      ['desk', 'h1'],
    ],
  );
});

test('who takes the other version is not told that theirs was saved', async (t) => {
  const stale = SCENES['people-stale'].answers.change;
  const { page, press } = await people(t, [at('h1', 'manager')], [at('h1', 'desk')], {
    change: stale,
  });
  await press('改角色');
  await press('去掉这个角色');
  await page.getByLabel(REASON).fill('调到服务台');
  await press('保存');
  await press('用现在的，不要我的');
  await page.getByText('您改的没有保存，名单里是现在的').waitFor();
  assert.equal(await page.getByText('已改好，马上生效').count(), 0);
});

test('a code is copied or said not to be, and is not closed unasked', async (t) => {
  const desk = await desks.open(SCENES['people-invited']);
  t.after(desk.close);
  const { page } = desk;
  const clipboard = (works) =>
    page.evaluate((fine) => {
      const writeText = () => (fine ? Promise.resolve() : Promise.reject(new Error('refused')));
      Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
    }, works);
  await clipboard(false);
  await page.getByRole('button', { name: '复制邀请码' }).click();
  await page.getByText('没有复制成功，请自己选中或抄下来').waitFor();
  assert.equal(await page.getByText('已复制').count(), 0);
  await clipboard(true);
  await page.getByRole('button', { name: '复制邀请码' }).click();
  await page.getByRole('button', { name: '已复制' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('邀请码告诉对方了吗').waitFor();
  await page.getByRole('button', { name: '再看看' }).click();
  assert.equal(await page.locator('[data-test=code]').innerText(), 'K7QX2M9DTA');
  await page.getByRole('button', { name: '已告诉对方，关闭' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('a list that is cut can still be reached by Tab, and its head stays in sight', async (t) => {
  const desk = await desks.open(SCENES['people-many']);
  t.after(desk.close);
  const { page } = desk;
  await page.locator('tbody tr').first().focus();
  await page.keyboard.press('End');
  await page.waitForFunction(() => document.documentElement.scrollTop > 1000);
  const covered = await page.evaluate(() => {
    const { left, top, height } = document.querySelector('th').getBoundingClientRect();
    return document.elementFromPoint(left + 20, top + height / 2).tagName;
  });
  assert.equal(covered, 'TH');
  await page.getByLabel('找人').fill('丙29');
  await page.getByText('3 / 300 人').waitFor();
  assert.equal(await page.locator('tbody tr[tabindex="0"]').count(), 1);
});

test('a session that is made longer learns what hospitals are called now', async (t) => {
  const answers = { places: PLACES };
  const desk = await desks.open({ ...SCENES.ending, answers });
  t.after(desk.close);
  answers.places = ok({ hospitals: [place('h1', '虚构新名医院')] });
  await desk.page.getByRole('button', { name: '继续使用' }).click();
  await desk.page.getByText('虚构新名医院 医院管理员').waitFor({ timeout: 10000 });
});

test('Esc closes an open list of a form, and nothing else', async (t) => {
  const { page, close } = await desks.open(SCENES['people-change']);
  t.after(close);
  const options = page.locator('.t-select-option').filter({ visible: true });
  await options.first().waitFor();
  await page.keyboard.press('Escape');
  await options.first().waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('dialog').count(), 1);
  await page.getByRole('dialog', { name: /^改角色/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});
