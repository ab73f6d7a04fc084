/** From the page that `make run` prints, with nobody signed in, to the refund of a first booking: every tap is counted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emulator } from '../service.mjs';
import { Walker } from '../walker.mjs';

const MOST_TAPS = 12;
const MOST_FIELDS_BESIDE_THE_NAME = 3;

/** When nothing is left of today: the first day that is offered can be given back. */
async function evening() {
  const now = await emulator.now();
  const late = `${now.slice(0, 10)}T21:30:00+08:00`;
  if (now < late) await emulator.post('/clock', { now: late });
}

for (const size of [
  [390, 844],
  [1440, 900],
])
  test(`a first booking to its refund takes ${MOST_TAPS} taps at ${size.join(' × ')}`, async (t) => {
    await evening();
    const walker = await Walker.with(t, size);
    const tap = (name, locator) => walker.tap(name, locator);
    await tap('a hospital', walker.top.locator('.hospital').first());
    await tap('a department', walker.top.locator('.member').first());
    await tap('a doctor', walker.button(/余 \d/).first());
    await tap('a time', walker.button(/余 \d/).first());
    await tap('consent', walker.button('同意并继续'));
    // Nobody to book for: the form comes by itself.
    await walker.top.getByLabel('证件号码', { exact: true }).waitFor();
    const fields = await walker.top.locator('input').filter({ visible: true }).count();
    assert.ok(fields <= 1 + MOST_FIELDS_BESIDE_THE_NAME, `${fields} fields`);
    await tap('fill in', walker.page.getByRole('button', { name: '填入 演示甲' }));
    await tap('save', walker.button('保存'));
    // Back at the very time that was chosen, for who was added.
    await walker.sees('演*甲');
    await tap('book', walker.button(/^确认预约，付款 ¥/));
    await tap('messages', walker.answer('允许'));
    await tap('pay', walker.button('确认支付'));
    await walker.sees('预约成功');
    await tap('cancel', walker.button('取消预约'));
    await walker.phone
      .getByRole('dialog')
      .getByText(/号会让给别人，¥\d+ 原路退回/)
      .waitFor();
    await tap('yes, cancel', walker.answer('取消预约'));
    await walker.sees('预约已取消');
    await walker.sees(/^退款 ¥/);
    assert.ok(walker.taps.length <= MOST_TAPS, walker.taps.join(', '));
    const [booking] = await walker.bookings();
    assert.deepEqual([booking.status, booking.refund.status], ['cancelled', 'processing']);
  });
