/** Service messages on the phone, and the permission for them, as WeChat has both. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { assertClean, bench, line, sheet, tapButton, top } from './support.mjs';

let table;
before(async () => {
  table = await bench();
});
after(() => table?.close());

const message = (more = {}) => ({
  openid: 'o-1',
  title: '预约成功通知',
  values: { 医院: '示例医院', 就诊时间: '2026年12月1日 09:00' },
  page: 'pages/detail/detail?n=7&name=a',
  at: table.emulator.now(),
  ...more,
});
const arrive = (one) => {
  table.emulator.messages.push(one);
  table.emulator.emit('message', { message: one });
};
const routes = (page) => page.evaluate(() => getCurrentPages().map((p) => p.route));
const events = (page) => page.evaluate(() => getApp().globalData.events);

test('a message says what its values are, and a tap opens its page in place of all others', async () => {
  const page = await table.phone('?phone=o-1');
  await tapButton(page, '去表单');
  const before = (await events(page)).length;
  arrive(message());
  const banner = page.getByRole('status').filter({ hasText: '服务通知 · 预约成功通知' });
  await banner.waitFor();
  assert.equal(
    await banner.locator('dl').innerText(),
    '医院\n示例医院\n就诊时间\n2026年12月1日 09:00',
  );
  await banner.getByText('查看详情').click();
  await top(page).getByText('数 7').waitFor();
  assert.deepEqual(await routes(page), ['pages/detail/detail']);
  assert.deepEqual((await events(page)).slice(before), ['hide', 'show', 'life detached']);
  assert.deepEqual(await page.evaluate(() => getApp().globalData.shown), {
    path: 'pages/detail/detail',
    query: { n: '7', name: 'a' },
    scene: 1107,
  });
  assert.equal(await banner.count(), 0);
  await assertClean(page);
});

test('it can be put away, and is found again in the list, which leads to its page too', async () => {
  const page = await table.phone('?phone=o-2');
  arrive(message({ openid: 'o-2', title: '第一条', page: 'pages/detail/detail?n=1' }));
  await page.getByRole('button', { name: '收起通知' }).click();
  assert.equal(await page.getByText('第一条').count(), 0);
  arrive(message({ openid: 'o-2', title: '没有页面的', page: null }));
  await page.getByText('没有页面的').waitFor();
  await page.getByRole('button', { name: '收起通知' }).click();
  await page.getByRole('button', { name: '更多' }).click();
  await page.getByRole('button', { name: '服务通知' }).click();
  const inbox = page.locator('.mp-inbox');
  await inbox.getByText('第一条').waitFor();
  const titles = await inbox.locator('b').allInnerTexts();
  assert.deepEqual(titles, ['没有页面的', '第一条']);
  assert.equal(await inbox.getByRole('button').count(), 1);
  arrive(message({ openid: 'o-2', title: '刚到的', page: null }));
  await inbox.getByText('刚到的').waitFor();
  await page.getByRole('button', { name: '收起通知' }).click();
  await inbox.getByRole('button', { name: /第一条/ }).click();
  await top(page).getByText('数 1').waitFor();
  await assertClean(page);
});

test('a dialog that is open is left when a message leads elsewhere', async () => {
  const page = await table.phone('?phone=o-1');
  const asked = page.evaluate(() => wx.showModal({ title: '问' }));
  await sheet(page, '问').waitFor();
  arrive(message());
  await page.getByText('查看详情').click();
  assert.equal((await asked).cancel, true);
  assert.equal(await page.getByRole('dialog').count(), 0);
});

test('from the console a message is opened on the phone it went to', async () => {
  const page = await table.open('/', { viewport: { width: 1440, height: 900 } });
  const frame = await (await page.locator('iframe').first().elementHandle()).contentFrame();
  await frame.waitForFunction(() => globalThis.__mini?.ready);
  arrive(message({ title: '这一条', page: 'pages/detail/detail?n=9' }));
  const listed = page.getByRole('region', { name: /消息/ });
  const opening = (title) =>
    listed
      .getByRole('listitem')
      .filter({ hasText: title })
      .getByRole('button', { name: '在手机上打开' });
  await opening('这一条').click();
  await frame.getByText('数 9').waitFor();
  arrive(message({ openid: 'o-3', title: '别人的' }));
  await opening('别人的').click();
  await page.getByText('在手机上打开：先把收信人的手机放到这里').waitFor();
});

const ALWAYS = '总是保持以上选择，不再询问';
const answered = (page, t1, t2) =>
  line(page, `{"errMsg":"requestSubscribeMessage:ok","T1":"${t1}","T2":"${t2}"}`).waitFor();
const granted = () => table.emulator.asked.filter(({ route }) => route === 'POST /subscriptions');

async function acceptOneForGood(page, asking) {
  await tapButton(page, '订阅');
  assert.equal(await asking.getByLabel(ALWAYS).isChecked(), false);
  await asking.getByRole('checkbox').nth(1).uncheck();
  await asking.getByLabel(ALWAYS).check();
  await page.getByRole('button', { name: '允许' }).click();
  await asking.waitFor({ state: 'detached' });
}

test('an answer that is to stay is not asked for again, and counts each time', async () => {
  const page = await table.phone('?page=pages/plain/plain&phone=o-3');
  const asking = sheet(page, '申请发送一次以下消息');
  await tapButton(page, '订阅');
  await asking.getByRole('checkbox').nth(1).uncheck();
  await page.getByRole('button', { name: '允许' }).click();
  await answered(page, 'accept', 'reject');
  await acceptOneForGood(page, asking);
  const before = granted().length;
  await tapButton(page, '订阅');
  await page.waitForFunction(() => __mini.phone.tapped === false);
  await answered(page, 'accept', 'reject');
  assert.equal(await asking.count(), 0);
  assert.equal(granted().length, before + 1);
  assert.deepEqual(granted().at(-1).body.results, { T1: 'accept', T2: 'reject' });
});

test('what stays is changed under 通知管理, and another template is still asked for', async () => {
  const page = await table.phone('?page=pages/plain/plain&phone=o-3');
  const asking = sheet(page, '申请发送一次以下消息');
  await acceptOneForGood(page, asking);
  await page.getByRole('button', { name: '更多' }).click();
  await page.getByRole('button', { name: '通知管理' }).click();
  const manager = sheet(page, '通知管理');
  await manager.getByLabel('预约成功通知').uncheck();
  await manager.getByRole('button', { name: '完成' }).click();
  const both = page.evaluate(() => wx.requestSubscribeMessage({ tmplIds: ['T1', 'T9'] }));
  await asking.waitFor();
  assert.equal(await asking.getByRole('checkbox').count(), 2);
  await page.getByRole('button', { name: '允许' }).click();
  assert.deepEqual(await both, {
    errMsg: 'requestSubscribeMessage:ok',
    T1: 'reject',
    T9: 'accept',
  });
  await page.getByRole('button', { name: '更多' }).click();
  await page.getByRole('button', { name: '通知管理' }).click();
  await manager.getByRole('button', { name: '恢复询问' }).click();
  await tapButton(page, '订阅');
  await asking.waitFor();
  assert.equal(await asking.getByRole('checkbox').count(), 3);
});
