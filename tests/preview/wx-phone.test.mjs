/** wx.*: what the phone has of its own: scanner, number, storage, clock, dialogs, ways out, ways in. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { bench, line, ready, sheet, tapButton, top, troubles } from './support.mjs';

let table;
before(async () => {
  table = await bench();
});
after(() => table?.close());

const plain = (options = '') => table.phone(`?page=pages/plain/plain${options}`);

test('scanning offers the demo codes; typed ones count too; giving up is a failure', async () => {
  const page = await plain();
  await tapButton(page, '扫码');
  await page.getByRole('button', { name: '示例医院门诊码' }).click();
  await line(page, 'h=demo-1 pages/home/home?scene=h%3Ddemo-1').waitFor();
  await tapButton(page, '扫码');
  await page.getByLabel('码的内容').fill('x');
  await page.getByRole('button', { name: '使用' }).click();
  await line(page, 'x pages/home/home?scene=x').waitFor();
  await tapButton(page, '扫码');
  await sheet(page, '扫一扫').getByRole('button', { name: '取消' }).click();
  await line(page, 'scanCode:fail cancel').waitFor();
});

test('the scanner’s sheet stays inside a small screen, and its way out is in view', async () => {
  const page = await table.phone('?page=pages/plain/plain', {
    viewport: { width: 320, height: 480 },
  });
  await page.route('**/codes', (route) => {
    const codes = [...Array(12).keys()].map((n) => ({ title: `码 ${n}`, scene: `s.${n}` }));
    return route.fulfill({ json: { codes } });
  });
  await tapButton(page, '扫码');
  const box = await sheet(page, '扫一扫').boundingBox();
  const out = await sheet(page, '扫一扫').getByRole('button', { name: '取消' }).boundingBox();
  assert.ok(box.y >= 0 && out.y + out.height <= 480, `${box.y} ${out.y + out.height}`);
  const wide = await sheet(page, '扫一扫').evaluate((node) => [node.scrollWidth, node.clientWidth]);
  assert.equal(wide[0], wide[1]);
});

test('a phone number needs consent to the privacy guide, once for each phone, then an answer', async () => {
  const page = await plain('&phone=o-3');
  await tapButton(page, '手机号');
  await page.getByRole('button', { name: '拒绝' }).click();
  await page.getByText('手机 getPhoneNumber:fail privacy permission is not authorized').waitFor();
  await tapButton(page, '手机号');
  await page.getByRole('button', { name: '同意' }).click();
  await page.getByRole('button', { name: '拒绝' }).click();
  await page.getByText('手机 getPhoneNumber:fail user deny').waitFor();
  await tapButton(page, '手机号');
  await page.getByRole('button', { name: '允许' }).click();
  await page.getByText('手机 phone-code-of-o-3').waitFor();
});

test('each phone keeps its own storage, copied in and out', async () => {
  const context = await table.browser.newContext();
  const one = await table.phone('?phone=o-1', { context });
  await one.evaluate(() => {
    const value = { n: 1 };
    wx.setStorageSync('v', value);
    value.n = 2;
  });
  const other = await table.phone('?phone=o-2', { context });
  assert.equal(await other.evaluate(() => wx.getStorageSync('v')), '');
  assert.deepEqual(await one.evaluate(() => wx.getStorageSync('v')), { n: 1 });
  await one.evaluate(() => wx.removeStorageSync('v'));
  assert.equal(await one.evaluate(() => wx.getStorageSync('v')), '');
  await one.evaluate(() => wx.setStorageSync('w', 1));
  await other.evaluate(() => wx.clearStorageSync());
  assert.equal(await one.evaluate(() => wx.getStorageSync('w')), 1);
});

test('the phone’s clock follows the emulator’s, and can be wrong', async () => {
  const page = await plain('&skew=10800');
  const difference = () => page.evaluate(() => __mini.phone.now() - Date.now());
  assert.ok(Math.abs(await difference()) < 60e3);
  const readPhone = async () => {
    await tapButton(page, '看钟');
    return Number((await page.getByText(/钟 \d+/).innerText()).slice(2));
  };
  const ahead = (await readPhone()) - Date.parse(table.emulator.now());
  assert.ok(Math.abs(ahead - 3 * 3600e3) < 60e3, `${ahead}`);
  const { emulator } = table;
  emulator.offsetMs += 86400e3;
  emulator.emit('clock', { now: emulator.now() });
  await page.waitForFunction((real) => Date.now() - real > 20 * 3600e3, Date.now());
  const tomorrow = (await readPhone()) - Date.parse(emulator.now());
  assert.ok(Math.abs(tomorrow - 3 * 3600e3) < 60e3, `${tomorrow}`);
  assert.equal(
    await page.evaluate(() => new Date(0).getTime() + (new Date() instanceof Date ? 1 : 0)),
    1,
  );
  emulator.offsetMs = 0;
});

test('a message for this phone drops down on it, another’s does not', async () => {
  const page = await plain('&phone=o-1');
  const message = (openid, title) => ({ message: { openid, title, values: { 医院: '示例医院' } } });
  table.emulator.emit('message', message('o-2', '别人的'));
  table.emulator.emit('message', message('o-1', '预约成功通知'));
  await page.getByText('服务通知 · 预约成功通知').waitFor();
  assert.equal(await page.getByText('别人的').count(), 0);
});

test('a member that the preview lacks is an error that tests see', async () => {
  const page = await plain();
  await tapButton(page, '未知');
  const { errors, missing } = await troubles(page);
  assert.deepEqual(missing, ['wx.getBatteryInfo']);
  assert.match(errors[0], /the preview has no wx\.getBatteryInfo/);
});

test('dialogs, sheets and toasts answer as WeChat’s do', async () => {
  const page = await plain();
  const asked = page.evaluate(() =>
    wx.showModal({ title: '问', content: '好吗', confirmText: '好' }),
  );
  await sheet(page, '问').getByRole('button', { name: '好' }).click();
  assert.deepEqual(await asked, {
    errMsg: 'showModal:ok',
    confirm: true,
    cancel: false,
    content: null,
  });
  const chosen = page.evaluate(() => wx.showActionSheet({ itemList: ['一', '二'] }));
  await page.getByRole('button', { name: '二' }).click();
  assert.equal((await chosen).tapIndex, 1);
  const left = page.evaluate(() => wx.showActionSheet({ itemList: ['一'] }).catch((e) => e.errMsg));
  await page.getByRole('button', { name: '一' }).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await left, 'showActionSheet:fail cancel');
  await page.evaluate(() => wx.showLoading({ title: '等等' }));
  await page.getByRole('status').getByText('等等').waitFor();
  await page.evaluate(() => wx.hideLoading());
  assert.equal(await page.getByRole('status').getByText('等等').count(), 0);
});

test('a page goes to where it is told', async () => {
  const page = await table.phone('?page=pages/long/long');
  const at = () =>
    top(page)
      .locator('.mp-body')
      .evaluate((one) => one.scrollTop);
  await page.evaluate(() => wx.pageScrollTo({ scrollTop: 300 }));
  assert.equal(await at(), 300);
  await page.evaluate(() => wx.pageScrollTo({ scrollTop: 0, duration: 0 }));
  assert.equal(await at(), 0);
});

test('what leaves the app is shown and recorded', async () => {
  const page = await plain('&phone=o-2');
  await page.evaluate(() => __mini.privacy.agree());
  await page.evaluate(() => wx.setClipboardData({ data: '12345678' }));
  assert.equal(await page.evaluate(() => __mini.clipboard), '12345678');
  await page.evaluate(() => wx.addPhoneCalendar({ title: '门诊', startTime: 1 }));
  const dialled = page.evaluate(() => wx.makePhoneCall({ phoneNumber: '010-0000' }));
  await page.getByRole('button', { name: '呼叫 010-0000' }).click();
  await dialled;
  const shown = page.evaluate(() =>
    wx.openLocation({ latitude: 30.1, longitude: 120.2, name: '示例医院', address: '示例路 1 号' }),
  );
  await sheet(page, '地图').getByText('示例路 1 号').waitFor();
  const buttons = sheet(page, '地图').getByRole('button');
  assert.deepEqual(await buttons.evaluateAll((all) => all.map((one) => one.ariaLabel)), ['返回']);
  await buttons.click();
  await shown;
  const bad = await page.evaluate(() => wx.openLocation({ latitude: 'x' }).catch((e) => e.errMsg));
  assert.match(bad, /invalid coordinates/);
  const kinds = await page.evaluate(() => __mini.outside.map(({ type }) => type));
  assert.deepEqual(kinds, ['calendar', 'phone', 'location']);
});

test('a scene and a deep link reach the page as WeChat hands them over', async () => {
  const page = await table.phone('?page=pages/detail/detail&scene=h%3D1&n=5');
  await page.getByText('数 5').waitFor();
  assert.deepEqual(await page.evaluate(() => getApp().globalData.launch), {
    path: 'pages/detail/detail',
    query: { n: '5', scene: 'h%3D1' },
    scene: 1047,
  });
  const lost = await table.phone('?page=pages/none/none');
  await ready(lost);
  assert.deepEqual(await lost.evaluate(() => getCurrentPages().map((p) => p.route)), [
    'pages/home/home',
  ]);
});
