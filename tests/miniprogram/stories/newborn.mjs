/** 没有证件的孩子, by finger on a phone: added with its guardian on one form, and booked for where the hospital allows it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { residentId } from '../people.mjs';
import { emulator } from '../service.mjs';
import { confirmPage, dayAfter, findSlot } from '../slots.mjs';
import { Walker } from '../walker.mjs';

const PHONE = [390, 844];
/** The hospital of the demo whose rules take an infant without a document. */
const TAKES_INFANTS = 'demo-b';

/** A free slot there that is for children. */
async function slotForChildren() {
  const openid = await emulator.newPhone();
  const today = (await emulator.now()).slice(0, 10);
  const about = { action: 'hospital', hospital_id: TAKES_INFANTS };
  const { departments } = await emulator.call(openid, 'catalog', about);
  for (const { id } of departments.filter((one) => !one.age_from && !one.sex)) {
    const whose = { department_id: id, date_from: dayAfter(today, 1), date_to: dayAfter(today, 7) };
    const { slots } = await emulator.call(openid, 'query_slots', whose);
    const found = slots.find((slot) => slot.availability === 'free' && slot.fee_fen > 0);
    if (found) return found;
  }
  throw new Error('the demo has no such slot');
}

test('a newborn is added with its mother by finger, nothing typed is lost, and it is booked for', async (t) => {
  const walker = await Walker.with(t, PHONE);
  const slot = await slotForChildren();
  const born = dayAfter((await emulator.now()).slice(0, 10), -20);
  await walker.goTo(confirmPage(slot));
  await walker.press('同意并继续');
  await walker.write('姓名', '王小宝');
  await walker.tap('the kind', walker.top.getByText('居民身份证'));
  await walker.tap('none', walker.phone.getByRole('option', { name: /没有证件的孩子/ }));
  await walker.press('确定');
  await walker.tap('a boy', walker.top.getByRole('radio', { name: '男', exact: true }).first());
  await walker.tap('the day', walker.top.getByText('请选择', { exact: true }).first());
  await walker.phone.getByLabel('日期', { exact: true }).fill(born);
  await walker.press('确定');
  await walker.sees(/，0 岁$/);
  await walker.write('手机号', '13800000000');
  await walker.write('监护人姓名', '李秀兰');
  // Left for a look at the slot: all of it is there again.
  await walker.tap('back', walker.phone.getByRole('button', { name: '返回' }).last());
  await walker.press('先添加就诊人');
  await walker.sees('上次没保存的内容还在');
  const values = await walker.top
    .locator('input')
    .evaluateAll((all) => all.map((one) => one.value));
  assert.deepEqual(values, ['王小宝', '13800000000', '李秀兰', '', '']);
  await walker.sees(born);
  await walker.write('监护人证件号码', residentId('19920402'));
  // May be left empty, and is not marked for it.
  const phone = walker.top.getByLabel('监护人手机号', { exact: true });
  await phone.focus();
  await phone.blur();
  await walker.press('保存');
  await walker.sees('王*宝');
  await walker.top.getByRole('radio', { name: /王\*宝/, checked: true }).waitFor();
  await walker.press(/^确认预约，付款 ¥/);
  await walker.tap('messages', walker.answer('允许'));
  await walker.press('确认支付');
  await walker.sees(/^预约成功$/);
  const { patients } = await emulator.call(walker.openid, 'login');
  const [mother, child] = ['self', 'child'].map((one) => patients.find((p) => p.relation === one));
  assert.deepEqual([child.id_type, child.guardian_id, child.age], ['none', mother.id, 0]);
  // Elsewhere it is said why not, before any tap.
  await walker.goTo(confirmPage(await findSlot()));
  await walker.sees('这家医院网上预约要用孩子自己的证件，孩子还没有证件，请到医院窗口挂号');
});
