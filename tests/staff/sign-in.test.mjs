/** Signing in at a desktop by a phone, and out again: the running service, a phone's preview and a desktop in Chromium. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Desktop, demoStaff, phoneOf, scan } from './desktop.mjs';
import { emulator, start } from '../miniprogram/service.mjs';

before(() => start({ desktop: true }));
after(() => emulator.close());

test('a manager scans the code, chooses the number, and is signed in at the desktop', async (t) => {
  const manager = await demoStaff('manager');
  const desktop = await (await Desktop.with(t)).open();
  const phone = await phoneOf(t, manager.openid);
  await phone.sees('医院管理员');

  const code = await desktop.code();
  assert.match(code, /^http:\/\/127\.0\.0\.1:\d+\/staff\/\?ticket=[\w-]+$/);
  await scan(phone, code);
  await phone.sees(/^Chrome \d+ · /);
  await phone.button(await desktop.match()).click();
  await phone.sees('可以了，请看电脑');

  await desktop.page.getByRole('heading', { name: manager.name, level: 1 }).waitFor();
  await desktop.sees('改本院的科室、医生、出诊表和规则，邀请、停用工作人员');
  const cookies = await desktop.context.cookies();
  const { name, value, ...rules } = cookies.find((one) => one.name === '__Host-staff');
  assert.ok(name && value);
  assert.deepEqual(
    [rules.httpOnly, rules.secure, rules.sameSite, rules.path],
    [true, true, 'Strict', '/'],
  );
  assert.equal(await desktop.page.evaluate(() => document.cookie), '');

  await desktop.page.reload();
  await desktop.button('退出登录').click();
  await desktop.sees('请用微信扫码登录');
});

test('a page that waits for the phone asks, and the browser hears of no failure', async (t) => {
  const desktop = await (await Desktop.with(t)).open();
  await desktop.match();
  const asked = await desktop.page.waitForResponse(
    (response) => response.request().postDataJSON()?.action === 'login_finish',
  );
  assert.equal(asked.status(), 200);
  assert.deepEqual((await asked.json()).data, { waiting: true });
  assert.match(await desktop.match(), /^\d\d$/);
});

test('a wrong number ends the login on both sides, and another code begins anew', async (t) => {
  const { openid } = await demoStaff('desk');
  const desktop = await (await Desktop.with(t)).open();
  const phone = await phoneOf(t, openid);
  await scan(phone, await desktop.code());
  const right = await desktop.match();
  const choices = phone.page.locator('.choice');
  await choices.first().waitFor();
  const shown = await choices.allInnerTexts();
  assert.equal(shown.length, 3);
  assert.ok(shown.includes(right));
  await phone.button(shown.find((one) => one !== right)).click();
  await phone.sees('数字不对，这次登录已取消。请在电脑上刷新，重新扫码');
  await desktop.sees('登录码已失效。请在电脑上刷新，重新扫码');

  await desktop.button('换一个登录码').click();
  await phone.open('packages/staff/home/home');
  await desktop.signInBy(phone);
  await desktop.sees('门诊服务台（全部科室）');
});

test('who says “不是我” keeps the desktop out', async (t) => {
  const { openid } = await demoStaff('desk');
  const desktop = await (await Desktop.with(t)).open();
  const phone = await phoneOf(t, openid);
  await scan(phone, await desktop.code());
  await phone.button('不是我，拒绝登录').click();
  await phone.sees('已拒绝，那台电脑登录不了');
  await desktop.sees('登录码已失效。请在电脑上刷新，重新扫码');
});

test('whoever is no staff is told so by the phone, and the code stays', async (t) => {
  const desktop = await (await Desktop.with(t)).open();
  const phone = await phoneOf(t, await emulator.newPhone());
  await phone.sees('这里只给医院的工作人员用。看病预约请回首页');
  const ticket = new URL(await desktop.code()).searchParams.get('ticket');
  await phone.open(`packages/staff/login/login?ticket=${ticket}`);
  await phone.sees('您还没有工作人员的角色。请先向医院管理员要邀请码');
  assert.match(await desktop.match(), /^\d\d$/);
});

test('a code that WeChat itself scanned leads to the same page; a page of a browser cannot use it', async (t) => {
  const { openid } = await demoStaff('auditor');
  const desktop = await (await Desktop.with(t)).open();
  const phone = await phoneOf(t, openid);
  await phone.open(
    `packages/staff/login/login?q=${encodeURIComponent(encodeURIComponent(await desktop.code()))}`,
  );
  await phone.sees('有一台电脑要用您的身份登录医院工作台');
  const other = await (await Desktop.with(t)).open(`?ticket=${'a'.repeat(43)}`);
  await other.sees('这个码要用微信“扫一扫”打开，浏览器里打不开');
});
