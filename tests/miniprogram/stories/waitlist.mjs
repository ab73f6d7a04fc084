/** 候补 with two phones: one gives the number back, the other, waiting, gets the very same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signedUp } from '../people.mjs';
import { Person } from '../person.mjs';
import { emulator } from '../service.mjs';
import { findSlot, leaveSeats } from '../slots.mjs';

/** Offers go out by day only; the clock goes forward to a morning. */
async function morning() {
  const today = (await emulator.now()).slice(0, 10);
  const next = new Date(Date.parse(`${today}T00:00:00Z`) + 86400000).toISOString().slice(0, 10);
  await emulator.post('/clock', { now: `${next}T10:00:00+08:00` });
}

/** A full slot, one who has a number on it, and one who has queued for it by the page. */
async function waiting(t, free = false) {
  await morning();
  const slot = await findSlot({ ahead: 3, free });
  const [holder] = await leaveSeats(slot, 0);
  const person = await Person.with(t, await signedUp());
  await person.open(`pages/doctor/doctor?id=${slot.doctor_id}&date=${slot.date}`);
  const name = new RegExp(`${slot.starts_at.slice(11, 16)}.*可候补`);
  await person.page.getByRole('button', { name }).filter({ visible: true }).click();
  await person.sees('有人退号，按先后顺序轮到您');
  await person.sees('夜间 23:00–6:00 退的号，早上 6 点再通知');
  await person.tap('加入候补');
  await person.answerMessages();
  await person.sees('下一个就是您');
  return { slot, holder, person };
}

test('a number given back goes to the one who waits, who pays and holds it', async (t) => {
  const { holder, person } = await waiting(t);
  await emulator.call(holder.openid, 'cancel', { booking_id: holder.booking.id });
  const { messages } = await emulator.get(`/messages?openid=${person.openid}`);
  assert.deepEqual(
    messages.map((one) => one.kind),
    ['waitlist_offer'],
  );
  // The page stands open all the while.
  await person.sees('轮到您了');
  await person.seesNot('下一个就是您');
  await person.sees(/号为您留着，还剩/);
  await person.tap(/去付款 ¥/);
  await person.sees('号已为您保留');
  await person.tap(/^\s*付款 ¥/);
  await person.onPaySheet('确认支付');
  await person.sees('预约成功');
  const [booking] = await person.bookings();
  assert.deepEqual([booking.status, booking.number], ['confirmed', holder.booking.number]);
  await person.back();
  await person.sees('已约上');
});

test('an offer turned down, and a queue left', async (t) => {
  const { holder, person } = await waiting(t);
  await person.tap('退出候补');
  await person.page.getByRole('dialog').getByText('再等等').click();
  await person.sees('下一个就是您');
  await emulator.call(holder.openid, 'cancel', { booking_id: holder.booking.id });
  await person.open('packages/waitlist/mine/mine');
  await person.tap('不要了');
  await person.page.getByRole('dialog').getByText('不要了', { exact: true }).click();
  await person.sees(/已退出|没有付款，号已让出/);
  assert.ok((await person.bookings()).every((booking) => booking.status === 'cancelled'));
});

test('a free number that is offered is taken from the first page, by a yes and not by paying', async (t) => {
  const { slot, holder, person } = await waiting(t, true);
  await emulator.call(holder.openid, 'cancel', { booking_id: holder.booking.id });
  await person.open();
  await person.sees('候补到号，待确认');
  await person.seesNot(/去付款|去支付/);
  await person.tap('确认要这个号');
  await person.sees('预约成功');
  const [booking] = await person.bookings();
  assert.deepEqual([booking.slot_id, booking.status], [slot.id, 'confirmed']);
});

test('a free number that is offered is taken from the booking itself', async (t) => {
  const { holder, person } = await waiting(t, true);
  await emulator.call(holder.openid, 'cancel', { booking_id: holder.booking.id });
  const [offered] = await person.bookings();
  await person.open(`pages/booking/booking?id=${offered.id}`);
  await person.sees('请在倒计时结束前确认，过时号会让给别人');
  await person.tap('确认要这个号');
  await person.sees('预约成功');
  assert.equal((await person.bookings())[0].status, 'confirmed');
});
