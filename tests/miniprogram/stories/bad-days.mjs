/** The bad days: the number is gone, the network is gone, the time is gone, the word of the money is lost. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { signedUp } from '../people.mjs';
import { Person } from '../person.mjs';
import { emulator } from '../service.mjs';
import { confirmPage, findSlot, leaveSeats } from '../slots.mjs';

beforeEach(() => emulator.drop('/faults'));

const ready = async (t, address, more = {}) => {
  const person = await Person.with(t, { ...(await signedUp()), ...more });
  return person.open(address);
};
const hourMinute = (slot) => slot.starts_at.slice(11, 16);

test('sold out while confirming: other times are offered, and one of them is booked', async (t) => {
  const slot = await findSlot();
  const person = await ready(t, confirmPage(slot));
  await person.sees(/确认预约，付款 ¥/);
  await leaveSeats(slot, 0);
  await person.tap(/确认预约，付款 ¥/);
  await person.answerMessages();
  await person.sees('医生还有这些号');
  await person.seesNot(/确认预约，付款 ¥/);
  await person.button(/余 \d/).first().click();
  await person.bookAndMeetPaySheet();
  await person.onPaySheet('确认支付');
  await person.sees('预约成功');
  const [booking] = await person.bookings();
  assert.equal(booking.doctor.id, slot.doctor_id);
  assert.notEqual(booking.slot_id, slot.id);
});

test('two phones, one seat: one gets it, the other is told and offered another', async (t) => {
  const slot = await findSlot();
  await leaveSeats(slot, 1);
  const [one, other] = [await ready(t, confirmPage(slot)), await ready(t, confirmPage(slot))];
  for (const person of [one, other]) await person.sees(/确认预约，付款 ¥/);
  for (const person of [one, other]) await person.tap(/确认预约，付款 ¥/);
  await Promise.all([one.answerMessages(), other.answerMessages()]);
  const outcome = (person) =>
    Promise.race([
      person.sees('确认支付').then(() => 'seat'),
      person.sees('医生还有这些号').then(() => 'none'),
    ]);
  assert.deepEqual((await Promise.all([outcome(one), outcome(other)])).sort(), ['none', 'seat']);
  const held = [...(await one.bookings()), ...(await other.bookings())];
  assert.deepEqual(
    held.map((booking) => booking.slot_id),
    [slot.id],
  );
});

test('the network gone: said at once, nothing lost, the same tap again is the same booking', async (t) => {
  const slot = await findSlot();
  const person = await ready(t, confirmPage(slot));
  await person.sees(/确认预约，付款 ¥/);
  await person.network('none');
  await person.sees('没有网络，看到的可能不是最新的');
  await person.tap(/确认预约，付款 ¥/);
  await person.sees('网络不通，请检查网络后再试');
  await person.network('wifi');
  await person.gone('没有网络，看到的可能不是最新的');
  await person.bookAndMeetPaySheet();
  assert.equal((await person.bookings()).length, 1);
  const keys = (await person.calls('book')).map((data) => data.idempotency_key);
  assert.equal(keys.length, 2);
  assert.equal(new Set(keys).size, 1);
});

test('the answer lost after the seat was taken: the same tap finds it', async (t) => {
  const slot = await findSlot();
  const person = await ready(t, confirmPage(slot));
  await person.sees(/确认预约，付款 ¥/);
  await emulator.post('/faults', { target: 'function:book', mode: 'error_after_effect', times: 1 });
  await person.bookAndMeetPaySheet();
  assert.equal((await person.bookings()).length, 1);
  const keys = (await person.calls('book')).map((data) => data.idempotency_key);
  assert.deepEqual([keys.length, new Set(keys).size], [2, 1]);
});

test('a page opened without a network comes by itself when the network is back', async (t) => {
  const person = await ready(t, 'pages/bookings/bookings');
  await person.sees('还没有预约');
  await person.network('none');
  await person.open();
  await person.sees('网络不通，请检查网络后再试');
  await person.network('wifi');
  await person.sees('选择医院');
});

test('the notice of the payment lost: coming back makes it good', async (t) => {
  const slot = await findSlot();
  const person = await ready(t, confirmPage(slot));
  await person.bookAndMeetPaySheet();
  const [booking] = await person.bookings();
  await person.shut();
  await emulator.post('/faults', { target: 'pay_notice', mode: 'lost', times: 20 });
  const { orders } = await emulator.get('/orders');
  const order = orders.find((one) => one.openid === person.openid);
  await emulator.post(`/orders/${order.out_trade_no}/pay`);
  assert.equal((await person.bookings())[0].status, 'held');
  await person.page?.close();
  await person.open(`pages/booking/booking?id=${booking.id}`);
  await person.sees('预约成功');
  assert.equal((await person.bookings())[0].status, 'confirmed');
});

test('the service out of order: said in words, and the tap works when it is back', async (t) => {
  const slot = await findSlot();
  const person = await ready(t, confirmPage(slot));
  await person.sees(/确认预约，付款 ¥/);
  await emulator.post('/faults', { target: 'function:book', mode: 'error', times: 3 });
  await person.tap(/确认预约，付款 ¥/);
  await person.answerMessages();
  await person.page.getByRole('alert').filter({ visible: true }).waitFor();
  assert.equal((await person.bookings()).length, 0);
  await emulator.drop('/faults');
  await person.bookAndMeetPaySheet();
  assert.equal((await person.bookings()).length, 1);
});

test('a phone three hours off counts down as the service does', async (t) => {
  for (const skew of [-3 * 3600, 3 * 3600]) {
    const slot = await findSlot();
    const person = await ready(t, confirmPage(slot), { skew });
    await person.bookAndMeetPaySheet();
    await person.onPaySheet('取消支付');
    await person.sees(/^1[0-5]:[0-5]\d$/);
    await person.sees(/前可以取消|还没有付款/);
  }
});

test('too late to pay on the open sheet: nothing is taken, the number can be had again', async (t) => {
  const slot = await findSlot();
  const person = await ready(t, confirmPage(slot));
  await person.bookAndMeetPaySheet();
  await emulator.post('/clock', { advance_seconds: 16 * 60 });
  await person.onPaySheet('确认支付');
  await person.sees('支付失败');
  await person.page.getByRole('dialog').last().getByText('确定').click();
  await person.onPaySheet('取消支付');
  await person.sees(/付款时间已过|未在时限内付款/);
  await person.gone(/^\s*付款 ¥/);
  await emulator.post('/clock', { advance_seconds: 3 * 60 });
  await person.open(`pages/booking/booking?id=${(await person.bookings())[0].id}`);
  await person.sees('未在时限内付款，号已让出');
  await person.tap(/^再约/);
  await person.sees('擅长');
});

test('not yet released: a countdown, and seats when it is over', async (t) => {
  const today = (await emulator.now()).slice(0, 10);
  const tomorrow = new Date(Date.parse(`${today}T00:00:00Z`) + 86400000).toISOString().slice(0, 10);
  await emulator.post('/clock', { now: `${tomorrow}T06:30:00+08:00` });
  const slot = await findSlot({ ahead: 7, availability: 'not_released' });
  const person = await ready(t, `pages/doctor/doctor?id=${slot.doctor_id}&date=${slot.date}`);
  await person.sees(/07:00 放号/);
  await person.sees(/还有 [0-2]\d:[0-5]\d/);
  // A shut slot is marked as disabled, which a patient does not read: the tap happens and does nothing.
  await person.words(hourMinute(slot)).last().click({ force: true });
  assert.deepEqual(await person.page.evaluate(() => getCurrentPages().map((page) => page.route)), [
    'pages/doctor/doctor',
  ]);
  await emulator.post('/clock', { now: `${tomorrow}T07:00:00+08:00` });
  await person.sees(/余 \d/);
  await person.tap(hourMinute(slot));
  await person.sees(/确认预约，付款 ¥/);
});

test('too late to cancel: said before paying, and afterwards', async (t) => {
  const { openid, patient } = await signedUp();
  const slot = await findSlot({ ahead: 2 });
  await emulator.post('/clock', { now: `${slot.date}T06:00:00+08:00` });
  const person = await Person.with(t, { openid, patient });
  await person.open(confirmPage(slot));
  await person.sees('这个号付款后不能网上退号；能不能退，请先打医院电话');
  await person.bookAndMeetPaySheet();
  await person.onPaySheet('确认支付');
  await person.sees('预约成功');
  await person.sees(/已过网上退号时间（.*），预约仍有效。能不能退，请打医院电话/);
  await person.seesNot('取消预约');
});
