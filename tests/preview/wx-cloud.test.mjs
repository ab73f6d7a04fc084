/** wx.*: cloud calls, the network, paying, permission for messages. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { assertClean, bench, line, sheet, tapButton } from './support.mjs';

let table;
let hold = null;
before(async () => {
  table = await bench({
    functions: {
      echo: async (data, openid) => {
        await hold;
        return { code: 'OK', data, openid };
      },
    },
  });
});
after(() => table?.close());

const plain = (options = '', more = {}) => table.phone(`?page=pages/plain/plain${options}`, more);

test('a cloud function is called in the name of the phone’s holder', async () => {
  const page = await plain('&phone=o-2');
  await tapButton(page, '调用');
  await line(page, '{"code":"OK","data":{"a":1},"openid":"o-2"}').waitFor();
  assert.deepEqual(
    await page.evaluate(() => __mini.calls.map(({ name, data }) => ({ name, data }))),
    [{ name: 'echo', data: { a: 1 } }],
  );
  await assertClean(page);
});

test('a function that is not there is refused with its number', async () => {
  const page = await plain();
  const error = await page.evaluate(() =>
    wx.cloud.callFunction({ name: 'nothing' }).catch((e) => e),
  );
  assert.equal(error.errCode, -501000);
  assert.match(error.errMsg, /^cloud\.callFunction:fail /);
});

test('without network nothing is sent; the page hears of it, and of its return', async () => {
  const page = await plain();
  const before = table.emulator.calls.length;
  await page.evaluate(() => __mini.phone.setNetwork('none'));
  await line(page, '断网').waitFor();
  assert.equal(await page.evaluate(async () => (await wx.getNetworkType()).networkType), 'none');
  await tapButton(page, '调用');
  await line(page, '-1 cloud.callFunction:fail request:fail').waitFor();
  assert.equal(table.emulator.calls.length, before);
  await page.evaluate(() => __mini.phone.setNetwork('4g'));
  await line(page, '有网').waitFor();
  await tapButton(page, '调用');
  await line(page, /"OK"/).waitFor();
});

test('a call in flight when the network goes fails on the phone and still has its effect', async () => {
  const page = await plain();
  const before = table.emulator.calls.length;
  let release;
  hold = new Promise((resolve) => {
    release = resolve;
  });
  const sent = page.waitForRequest(/\/functions\/echo/);
  await tapButton(page, '调用');
  await sent;
  await page.evaluate(() => __mini.phone.setNetwork('none'));
  await line(page, '-1 cloud.callFunction:fail request:fail').waitFor();
  release();
  hold = null;
  for (let turn = 0; turn < 100 && table.emulator.calls.length === before; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    await page.evaluate(() => 0);
  }
  assert.equal(table.emulator.calls.length, before + 1);
});

function order(number, state = 'NOTPAY') {
  const made = { out_trade_no: number, mchid: 'm', openid: 'o-1', amount_fen: 5000, state, description: '门诊预约', prepay_id: `p-${number}`, created_at: table.emulator.now(), refunds: [] }; // prettier-ignore
  table.emulator.orders.push(made);
  return made;
}
async function paying(number, paySign = 'good') {
  const page = await plain();
  await page.evaluate(
    ([prepay, sign]) => {
      getApp().globalData.payment = {
        timeStamp: '1',
        nonceStr: 'n',
        package: prepay,
        signType: 'RSA',
        paySign: sign,
      };
    },
    [`prepay_id=p-${number}`, paySign],
  );
  await tapButton(page, '去支付');
  return page;
}

test('paying: sheet with the amount, then success, then a permission may be asked', async () => {
  const made = order('N1');
  const page = await paying('N1');
  await sheet(page, '微信支付').getByText('¥50.00').waitFor();
  await sheet(page, '微信支付').getByText('示例医院', { exact: true }).waitFor();
  await page.getByRole('button', { name: '确认支付' }).click();
  await sheet(page, '申请发送一次以下消息').getByRole('checkbox').nth(1).uncheck();
  assert.equal(made.state, 'SUCCESS');
  await page.getByRole('button', { name: '允许' }).click();
  await line(page, '{"errMsg":"requestSubscribeMessage:ok","T1":"accept","T2":"reject"}').waitFor();
  const told = table.emulator.asked.filter(({ route }) => route === 'POST /subscriptions').at(-1);
  assert.deepEqual(told.body, { openid: 'o-1', results: { T1: 'accept', T2: 'reject' } });
  await assertClean(page);
});

test('paying: given up', async () => {
  const made = order('N2');
  const page = await paying('N2');
  await page.getByRole('button', { name: '取消支付' }).click();
  await line(page, 'requestPayment:fail cancel').waitFor();
  assert.equal(made.state, 'NOTPAY');
});

test('paying: a bad signature shows no sheet', async () => {
  order('N3');
  const page = await paying('N3', 'bad');
  await line(page, 'requestPayment:fail SIGN_ERROR 签名错误').waitFor();
  assert.equal(await page.getByRole('dialog').count(), 0);
});

test('paying: an order closed meanwhile is said on the sheet, which then can be left', async () => {
  const made = order('N4');
  const page = await paying('N4');
  await sheet(page, '微信支付').waitFor();
  made.state = 'CLOSED';
  await page.getByRole('button', { name: '确认支付' }).click();
  await sheet(page, '支付失败').getByText('订单已关闭').waitFor();
  await page.getByRole('button', { name: '确定' }).click();
  await page.getByRole('button', { name: '取消支付' }).click();
  await line(page, 'requestPayment:fail cancel').waitFor();
});

test('message permission only straight from a tap', async () => {
  const page = await plain();
  await tapButton(page, '订阅');
  await page.getByRole('button', { name: '取消', exact: true }).click();
  await line(page, '{"errMsg":"requestSubscribeMessage:ok","T1":"reject","T2":"reject"}').waitFor();
  await tapButton(page, '先调用再订阅');
  await line(
    page,
    'requestSubscribeMessage:fail can only be invoked by user TAP gesture.',
  ).waitFor();
  const many = await page.evaluate(() =>
    wx.requestSubscribeMessage({ tmplIds: ['1', '2', '3', '4'] }).catch((e) => e),
  );
  assert.equal(many.errCode, 20003);
});
