/** The network goes and comes back at every step of paying and cancelling, seen where somebody tries it: no page lies. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { signedUp } from '../people.mjs';
import { emulator } from '../service.mjs';
import { confirmPage, findSlot } from '../slots.mjs';
import { Walker } from '../walker.mjs';

beforeEach(() => emulator.drop('/faults'));

const SIZES = [
  [390, 844],
  [1440, 900],
];
const NONE = '没有网络，看到的可能不是最新的';
const PAID = '已付款，正在确认';
const UNKNOWN = '还不知道取消了没有';

async function confirming(t, size) {
  const walker = await Walker.with(t, size, (await signedUp()).openid);
  const slot = await findSlot();
  await walker.goTo(confirmPage(slot));
  await walker.sees(/确认预约，付款 ¥/);
  return { walker, slot };
}

async function backOnline(walker) {
  await walker.network('wifi');
  await walker.gone(NONE);
}

/** From the confirmation to the open pay sheet. */
async function toThePaySheet(walker) {
  await walker.press(/^确认预约，付款 ¥/);
  await walker.tap('messages', walker.answer('允许'));
  await walker.button('确认支付').waitFor();
}

/** Nothing on the page asks for the money or says that the seat is only held. */
const asksForNothing = (walker) =>
  walker.seesNot(/付款 ¥|去付款|请在|放弃这个号|还没有付款|未付款/);

for (const size of SIZES) {
  const at = `at ${size.join(' × ')}`;

  test(`before the seat is taken nothing is taken ${at}`, async (t) => {
    const { walker } = await confirming(t, size);
    await walker.network('none');
    await walker.press(/^确认预约，付款 ¥/);
    await walker.sees('网络不通，请检查网络后再试');
    await backOnline(walker);
    // Gone while WeChat asks for messages.
    await walker.press(/^确认预约，付款 ¥/);
    await walker.answer('允许').waitFor();
    await walker.network('none');
    await walker.tap('messages', walker.answer('允许'));
    await walker.sees(NONE);
    await walker.sees(/确认预约，付款 ¥/);
    assert.deepEqual(await walker.bookings(), []);
    await backOnline(walker);
    await toThePaySheet(walker);
    assert.equal((await walker.bookings()).length, 1);
  });

  test(`at the pay sheet, which names who is paid, nothing is paid ${at}`, async (t) => {
    const { walker } = await confirming(t, size);
    await toThePaySheet(walker);
    const [{ hospital }] = await walker.bookings();
    await walker.phone.getByRole('dialog').getByText(hospital.name).waitFor();
    await walker.network('none');
    await walker.press('确认支付');
    await walker.phone.getByRole('dialog').getByText('网络不可用').waitFor();
    await walker.press('确定');
    await walker.press('取消支付');
    await walker.sees('号已为您保留');
    await walker.seesNot(PAID);
    await walker.press(/^付款 ¥/);
    await walker.sees('网络不通，请检查网络后再试');
    await walker.goTo('pages/home/home');
    await walker.seesNot(PAID);
    assert.equal((await walker.bookings())[0].status, 'held');
  });

  test(`paid and out of reach, every page says so, after a new start too ${at}`, async (t) => {
    const { walker } = await confirming(t, size);
    // Read while it was not there yet: what is shown of it later comes from the phone alone.
    await walker.goTo('pages/home/home');
    await walker.sees('选择医院');
    const slot = await findSlot();
    await walker.phone.evaluate((url) => wx.navigateTo({ url }), `/${confirmPage(slot)}`);
    await toThePaySheet(walker);
    await emulator.post('/faults', { target: 'pay_notice', mode: 'lost', times: 50 });
    await emulator.post('/faults', { target: 'function:pay', mode: 'error', times: 1000 });
    await walker.press('确认支付');
    await walker.sees(PAID);
    await walker.network('none');
    await walker.sees(NONE);
    const everywhere = async () => {
      await walker.phone.evaluate(() => wx.switchTab({ url: '/pages/home/home' }));
      await walker.top.getByText(PAID).first().waitFor();
      await asksForNothing(walker);
      await walker.tab('我的预约');
      await walker.top.getByText(PAID).first().waitFor();
      await asksForNothing(walker);
      await walker.tap('the card', walker.button(new RegExp(PAID)).first());
      await walker.sees('已付款，正在确认，不用再付');
      await asksForNothing(walker);
    };
    await everywhere();
    await walker.restart();
    await everywhere();
    await emulator.drop('/faults');
    await walker.network('wifi');
    await walker.sees('预约成功');
    await walker.phone.evaluate(() => wx.switchTab({ url: '/pages/home/home' }));
    await walker.top.getByText('待就诊').first().waitFor();
    await walker.seesNot(PAID);
  });

  test(`cancelled without an answer, nothing stands as booked until it is known ${at}`, async (t) => {
    const { walker } = await confirming(t, size);
    await toThePaySheet(walker);
    await walker.press('确认支付');
    await walker.sees(/^预约成功$/);
    // Without a network nothing is sent, and nothing changes.
    await walker.network('none');
    await cancel(walker);
    await walker.sees('网络不通，请检查网络后再试');
    await walker.sees(/^预约成功$/);
    await backOnline(walker);
    // It is carried out, and the network goes before its answer is there.
    await walker.page.route('**/functions/cancel', async (route) => {
      await route.fetch();
      await walker.network('none');
      await route.abort();
    });
    await cancel(walker);
    await walker.sees(UNKNOWN);
    await walker.seesNot(/^预约成功$|前可以取消/);
    await walker.phone.evaluate(() => wx.switchTab({ url: '/pages/bookings/bookings' }));
    await walker.top.getByText(UNKNOWN).first().waitFor();
    assert.equal(await walker.button(/待就诊/).count(), 0);
    await walker.network('wifi');
    await walker.gone(UNKNOWN);
    await walker.top.getByText('已取消').first().waitFor();
    assert.equal((await walker.bookings())[0].status, 'cancelled');
  });
}

async function cancel(walker) {
  await walker.press('取消预约');
  await walker.tap('yes', walker.answer('取消预约'));
}
