/** The console beside the phone, used by mouse and by keyboard. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { bench } from './support.mjs';

let table;
before(async () => {
  table = await bench({ functions: { echo: () => ({ code: 'BUSY' }), query_slots: () => slots } });
});
after(() => table?.close());

const slots = {
  code: 'OK',
  data: {
    slots: [{ id: 's-9', doctor_name: '示例医生', date: '2026-11-25', period: 'am', left: 1 }],
  },
};
const wide = { viewport: { width: 1440, height: 980 } };
const panel = (page, name) => page.getByRole('region', { name });
const phone = (page, n = 0) => page.frameLocator('iframe').nth(n);
const frameOf = async (page, n = 0) => {
  const frame = await (await page.locator('iframe').nth(n).elementHandle()).contentFrame();
  await frame.waitForFunction(() => globalThis.__mini?.ready);
  return frame;
};
const asked = (route) => table.emulator.asked.filter((request) => request.route === route);

test('the phone is held by somebody, and can change hands; a second one stands beside it', async () => {
  const page = await table.open('/', wide);
  await phone(page).getByText('张伟的手机').waitFor();
  await page.getByLabel('这部手机是谁的').selectOption('李娜的手机');
  await phone(page).getByText('李娜的手机').waitFor();
  await page.getByRole('button', { name: '再放一部手机' }).click();
  await phone(page, 1).getByText('张伟的手机').waitFor();
  await page.reload();
  await phone(page, 0).getByText('李娜的手机').waitFor();
  await phone(page, 1).getByText('张伟的手机').waitFor();
  await page.getByRole('button', { name: '收起这部手机' }).first().click();
  assert.equal(await page.locator('iframe').count(), 1);
  assert.deepEqual(page.foreign, []);
  assert.deepEqual(page.broken, []);
});

test('a phone becomes that of one of the staff by one click, and shows what is theirs', async () => {
  const manager = {
    openid: 'o-m',
    name: '演示管理',
    role: 'manager',
    hospital_id: 'h1',
    hospital: '示例医院',
  };
  table.emulator.phones.push(manager);
  const page = await table.open('/', wide);
  await phone(page).getByText('张伟的手机').waitFor();
  const staff = panel(page, '医院的人');
  assert.equal(
    await staff.getByRole('link', { name: '在电脑上登录' }).getAttribute('href'),
    '/staff/',
  );
  await staff.getByRole('button', { name: '用手机：医院管理员 示例医院' }).click();
  await page.waitForFunction(() => document.querySelector('iframe').src.includes('phone=o-m'));
  const address = new URL(await page.locator('iframe').getAttribute('src'), page.url());
  assert.equal(address.searchParams.get('page'), 'packages/staff/home/home');
  assert.equal(await page.getByLabel('这部手机是谁的').inputValue(), 'o-m');
  await page.getByRole('button', { name: '再放一部手机' }).click();
  assert.notEqual(await page.getByLabel('这部手机是谁的').nth(1).inputValue(), 'o-m');
  await page.getByRole('button', { name: '收起这部手机' }).last().click();
  table.emulator.phones.pop();
  assert.deepEqual(page.broken, []);
});

test('the network can be cut and the clock set wrong from outside', async () => {
  const page = await table.open('/', wide);
  const frame = await frameOf(page);
  await page.getByLabel('网络').selectOption('断网');
  await phone(page).getByText('无网络').waitFor();
  await page.getByLabel('手机时钟').selectOption('快 3 小时');
  assert.equal(await frame.evaluate(() => __mini.phone.skewSeconds), 10800);
});

test('calls are listed with outcome, and only the odd ones on demand', async () => {
  const page = await table.open('/', wide);
  const frame = await frameOf(page);
  await frame.evaluate(() => wx.cloud.callFunction({ name: 'echo' }));
  await frame.evaluate(() => wx.cloud.callFunction({ name: 'query_slots', data: {} }));
  const calls = panel(page, '函数调用');
  const row = calls.getByRole('row', { name: /echo 张伟的手机 12 ms.*BUSY/ });
  await row.first().waitFor();
  const log = calls.getByText('"function":"echo"').first();
  assert.equal(await log.isVisible(), false);
  await row.first().getByRole('button', { name: 'echo 的日志' }).click();
  await log.waitFor();
  const [whole, line] = [await calls.getByRole('table').boundingBox(), await log.boundingBox()];
  assert.ok(line.width > whole.width * 0.9, `a log of ${line.width} in ${whole.width}`);
  assert.ok(
    await calls
      .getByRole('row', { name: /query_slots/ })
      .first()
      .isVisible(),
  );
  await calls.getByLabel('只看异常').check();
  assert.equal(
    await calls
      .getByRole('row', { name: /query_slots/ })
      .first()
      .isVisible(),
    false,
  );
  assert.ok(await row.first().isVisible());
});

test('a slot that a phone has seen is watched, seat by seat', async () => {
  table.emulator.seats = [
    { number: 1, claim: 'a', until: null, booking_id: 'b' },
    { number: 2, claim: 'c', until: '2026-11-25T08:15:00+08:00' },
    { number: 3, claim: null },
    { number: 4, claim: null, pool: 'window' },
    { number: 5, claim: 'd', until: null, pool: 'window' },
    { number: 6, claim: null, pool: 'referral' },
  ];
  const page = await table.open('/', wide);
  const frame = await frameOf(page);
  await frame.evaluate(() => wx.cloud.callFunction({ name: 'query_slots', data: {} }));
  const watched = panel(page, /号源观察/);
  await watched.getByText('占至 08:15').waitFor();
  assert.equal(await watched.getByLabel('号源 id').inputValue(), 's-9');
  const texts = (list) => list.getByRole('listitem').allInnerTexts();
  const pools = watched.getByRole('list', { name: '号池' });
  assert.deepEqual(await texts(watched.locator('.seats')), [
    '1\n已约',
    '2\n占至 08:15',
    '3\n空',
    '4\n窗口',
    '5\n已约',
    '6\n转诊',
  ]);
  assert.deepEqual(await texts(pools), [
    '线上 3：空 1，占用中 1，已约 1',
    '窗口 2：空 1，占用中 0，已约 1',
    '转诊 1：空 1，占用中 0，已约 0',
  ]);
  await watched.getByText('示例医生 可预约 · 共 6 个号').waitFor();
  const looks = watched
    .locator('.seats .free')
    .evaluateAll((all) => all.map((one) => getComputedStyle(one).backgroundColor));
  assert.equal(new Set(await looks).size, 3);
  const spread = await watched
    .locator('.seats')
    .evaluate((node) => [node.scrollWidth, node.clientWidth]);
  assert.equal(spread[0], spread[1]);
  table.emulator.slotSays = { left: 2, release_at: '2089-01-01T07:00:00+08:00' };
  table.emulator.seats = [{ number: 1, claim: null }];
  table.emulator.emit('call', { call: { id: 900, function: 'sweep', trigger: 'timer', openid: null, at: table.emulator.now(), duration_ms: 1, cold_start: false, code: 'OK', error: null, log: [] } }); // prettier-ignore
  await watched.getByText('占至').waitFor({ state: 'hidden' });
  await watched.getByText('待放号 · 共 1 个号').waitFor();
  assert.deepEqual(await texts(pools), ['线上 1：空 1，占用中 0，已约 0\n存的余号是 2']);
  table.emulator.slotSays = {};
});

test('orders are paid by hand, also late; messages come in', async () => {
  const { emulator } = table;
  const order = { out_trade_no: 'A1', mchid: 'm1', openid: 'o-1', amount_fen: 5000, state: 'NOTPAY', created_at: emulator.now(), refunds: [] }; // prettier-ignore
  emulator.orders = [order];
  const page = await table.open('/_emulator/', wide);
  assert.equal(await page.locator('iframe').count(), 0);
  const orders = panel(page, /订单/);
  await orders.getByText('待支付').waitFor();
  await orders.getByRole('button', { name: '支付', exact: true }).click();
  await orders.getByText('已支付').waitFor();
  Object.assign(order, { state: 'CLOSED', refunds: [{ amount_fen: 5000, status: 'SUCCESS' }] });
  emulator.emit('order', { order });
  await orders.getByText('已退款 ¥50.00').waitFor();
  await orders.getByRole('button', { name: '迟到的支付' }).click();
  await page.getByText('迟到的支付：订单已关闭').waitFor();
  assert.deepEqual(asked('POST /orders/A1/pay').at(-1).body, { late: true });
  const values = { 就诊人: '张*伟' };
  emulator.emit('message', {
    message: { openid: 'o-1', title: '预约成功', values, at: emulator.now() },
  });
  await panel(page, /消息/).getByText('张*伟').waitFor();
});

test('the clock goes forward, timers run, faults are ordered and called off, all by keyboard', async () => {
  const page = await table.open('/_emulator/', wide);
  const press = async (name, options = {}) => {
    await page.getByRole('button', { name, ...options }).focus();
    await page.keyboard.press('Enter');
  };
  const before = Date.parse(table.emulator.now());
  await page.locator('#clock summary').focus();
  await page.keyboard.press('Enter');
  await press('下一个 7:00');
  await page.getByText('时钟已拨动').waitFor();
  const after_ = table.emulator.now();
  assert.match(after_, /T07:0\d:/);
  const moved = Date.parse(after_) - before;
  assert.ok(moved > 0 && moved <= 86400e3 + 60e3, `${moved} ms`);
  await page.locator('time', { hasText: after_.slice(0, 10) }).waitFor();
  await press('立即运行 sweep');
  await panel(page, '定时任务')
    .getByText(/预约 1，没做完/)
    .waitFor();
  await press('金额不符');
  const faults = panel(page, /故障/);
  const waiting = faults.getByRole('list', { name: '等待发生的故障' });
  await waiting.getByText('支付通知 金额不符').waitFor();
  const armed = faults.getByRole('button', { name: '金额不符' });
  await armed.and(page.locator('.armed')).waitFor();
  assert.equal(await faults.locator('.armed').count(), 1);
  assert.deepEqual(asked('POST /faults').at(-1).body, {
    target: 'pay_notice',
    mode: 'wrong_amount',
    times: 1,
  });
  await press('全部撤销');
  await waiting.getByText('支付通知 金额不符').waitFor({ state: 'hidden' });
  assert.equal(await faults.locator('.armed').count(), 0);
  await press('真实时间');
  await page.getByText('时钟已回到真实时间').waitFor();
});

test('the data is checked, and what is wrong is shown', async () => {
  const page = await table.open('/_emulator/', wide);
  const data = panel(page, '数据');
  await data.getByRole('button', { name: '核对数据' }).click();
  await data.getByText('没有发现问题').waitFor();
  table.emulator.verify = { ok: false, violations: ['slot s-9: left 2, free 1'], pending: 0 };
  await data.getByRole('button', { name: '严格核对' }).click();
  await data.getByText('slot s-9: left 2, free 1').waitFor();
  await data.getByText('发现 1 处问题').waitFor();
});

test('people to try it with do not exist, and their numbers are valid in form', async () => {
  const page = await table.open('/', wide);
  const numbers = await panel(page, '试用身份').locator('code').allTextContents();
  assert.equal(new Set(numbers).size, 4);
  const { idProblem } = (await import('../../miniprogram/utils/identity.js')).default;
  const wrong = (number) => idProblem('resident_id', number, '2026-11-23');
  for (const number of numbers) {
    assert.match(number, /^990000/);
    assert.equal(wrong(number), '', number);
  }
  assert.notEqual(wrong(numbers[0].replace(/.$/, (last) => (last === '1' ? '2' : '1'))), '');
});

test('an invented person fills the form on the phone with one tap, or says where it is', async () => {
  const page = await table.open('/', wide);
  const frame = await frameOf(page);
  const fill = panel(page, '试用身份').getByRole('button', { name: '填入 演示甲' });
  await fill.click();
  await page.getByText('请先在手机里打开“添加就诊人”').waitFor();
  await frame.evaluate(() => wx.navigateTo({ url: '/pages/forms/forms' }));
  await fill.click();
  await phone(page).getByText('你好 演示甲').waitFor();
});

test('every control has a name, and text has contrast', async () => {
  const page = await table.open('/', wide);
  await frameOf(page);
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll('button,select,input,iframe')]
      .filter((node) => !(node.getAttribute('aria-label') || node.title || node.textContent.trim() || node.labels?.length))
      .map((node) => node.outerHTML),
  ); // prettier-ignore
  assert.deepEqual(nameless, []);
  const pale = await page.evaluate(contrastFailures);
  assert.deepEqual(pale, []);
});

/** Runs in the page: visible texts whose contrast to their ground is under 4.5. */
function contrastFailures() {
  const rgb = (text) => text.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) =>
      v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const node of document.querySelectorAll('body *')) {
    const text = [...node.childNodes].filter((child) => child.nodeType === 3 && child.data.trim());
    if (!text.length || !node.getClientRects().length) continue;
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(ground(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${node.className} ${text[0].data.trim()}`);
  }
  return found;
}
