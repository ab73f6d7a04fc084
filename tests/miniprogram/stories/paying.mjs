/** The network goes and comes back at every step of paying, and at no moment does a page say what is not true. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { signedUp } from '../people.mjs';
import { Person } from '../person.mjs';
import { emulator } from '../service.mjs';
import { confirmPage, findSlot } from '../slots.mjs';

beforeEach(() => emulator.drop('/faults'));

const PAID = '已付款，正在确认，不用再付';

async function confirming(t) {
  const person = await Person.with(t, await signedUp());
  await person.open(confirmPage(await findSlot()));
  await person.sees(/确认预约，付款 ¥/);
  return person;
}

/** Nothing on the page asks for the money, or offers to give the number up. */
async function asksForNothing(person) {
  await person.seesNot(/付款 ¥|去付款|请在|放弃这个号|还没有付款|未付款/);
}

test('no network before the order: said in passing and at the top, not in a third box; then it works', async (t) => {
  const person = await confirming(t);
  await person.network('none');
  await person.tap(/确认预约，付款 ¥/);
  await person.sees('网络不通，请检查网络后再试');
  assert.equal(await person.page.getByRole('alert').filter({ visible: true }).count(), 0);
  assert.equal((await person.bookings()).length, 0);
  await person.network('wifi');
  await person.bookAndMeetPaySheet();
  await person.onPaySheet('确认支付');
  await person.sees('预约成功');
});

test('no network when the sheet is to be opened again: the number is still held, and it is said', async (t) => {
  const person = await confirming(t);
  await person.bookAndMeetPaySheet();
  await person.onPaySheet('取消支付');
  await person.sees('还没有付款，倒计时结束前都可以付款');
  await person.network('none');
  await person.tap(/^\s*付款 ¥/);
  await person.sees('网络不通，请检查网络后再试');
  await person.sees('号已为您保留');
  await person.network('wifi');
  await person.gone('没有网络，看到的可能不是最新的');
  await person.tap(/^\s*付款 ¥/);
  await person.onPaySheet('确认支付');
  await person.sees('预约成功');
});

test('the network gone at the sheet: not paid, and not said to be; paid once it is back', async (t) => {
  const person = await confirming(t);
  await person.bookAndMeetPaySheet();
  await person.network('none');
  await person.onPaySheet('确认支付');
  await person.page.getByRole('dialog').getByText('网络不可用').waitFor();
  await person.page.getByRole('button', { name: '确定' }).click();
  await person.seesNot(PAID);
  await person.onPaySheet('取消支付');
  await person.sees('号已为您保留');
  await person.seesNot(PAID);
  await person.network('wifi');
  await person.tap(/^\s*付款 ¥/);
  await person.onPaySheet('确认支付');
  await person.sees('预约成功');
});

test('paid, and the network goes: never asked for again, not on any page, not after a new start', async (t) => {
  const person = await confirming(t);
  await person.bookAndMeetPaySheet();
  const [{ id }] = await person.bookings();
  await emulator.post('/faults', { target: 'pay_notice', mode: 'lost', times: 50 });
  await emulator.post('/faults', { target: 'function:pay', mode: 'error', times: 1000 });
  await person.onPaySheet('确认支付');
  await person.sees(PAID);
  await asksForNothing(person);
  await person.network('none');
  await person.sees('没有网络，看到的可能不是最新的');
  await person.sees(PAID);
  await asksForNothing(person);
  await person.network('wifi');
  await person.open();
  await person.sees('已付款，正在确认');
  await asksForNothing(person);
  await person.open('pages/bookings/bookings');
  await person.sees('已付款，正在确认');
  await asksForNothing(person);
  await person.open(`pages/booking/booking?id=${id}`);
  await person.sees(PAID);
  await asksForNothing(person);
  assert.equal((await person.bookings())[0].status, 'held');
  // Out of the network while the service recovers: coming back, the page finds out by itself.
  await person.network('none');
  await emulator.drop('/faults');
  await person.network('wifi');
  await person.sees('预约成功');
  await person.gone(PAID);
  const { orders } = await emulator.get('/orders');
  assert.equal(orders.filter((one) => one.openid === person.openid).length, 1);
});

test('paid, and no word of it while the page stands open: it asks again by itself', async (t) => {
  const person = await confirming(t);
  await person.bookAndMeetPaySheet();
  await emulator.post('/faults', { target: 'pay_notice', mode: 'lost', times: 50 });
  await emulator.post('/faults', { target: 'function:pay', mode: 'error', times: 1000 });
  await person.onPaySheet('确认支付');
  await person.sees(PAID);
  await emulator.drop('/faults');
  await person.sees('预约成功');
});

test('a day that begins while a page stands open is today there', async (t) => {
  const slot = await findSlot();
  const person = await Person.with(t, await signedUp());
  await person.open(`pages/doctor/doctor?id=${slot.doctor_id}`);
  await person.settled();
  const today = (await emulator.now()).slice(0, 10);
  const next = new Date(Date.parse(`${today}T00:00:00Z`) + 86400000).toISOString().slice(0, 10);
  await person.day(today).filter({ hasText: '今天' }).waitFor();
  await emulator.post('/clock', { now: `${next}T00:00:05+08:00` });
  await person.day(next).filter({ hasText: '今天' }).waitFor();
  assert.equal(await person.day(today).count(), 0);
});
