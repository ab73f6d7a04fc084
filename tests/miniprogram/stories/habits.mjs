/** What somebody sets for good, and what is kept of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signedUp } from '../people.mjs';
import { Person } from '../person.mjs';
import { emulator } from '../service.mjs';

test('large type reaches every page at once, and stays', async (t) => {
  const person = await Person.with(t, await signedUp());
  await person.open();
  const size = () =>
    person.page
      .getByText('选择医院')
      .filter({ visible: true })
      .evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
  const normal = await size();
  await person.page.getByRole('tab', { name: '我的', exact: true }).click();
  await person.page.getByRole('switch', { name: '关怀版' }).click();
  await person.page.getByRole('tab', { name: '首页' }).filter({ visible: true }).click();
  await person.sees('选择医院');
  const large = await size();
  assert.ok(large > normal * 1.2, `${normal} → ${large}`);
  await person.open();
  assert.equal(await size(), large);
});

test('what is kept is told, copied and erased', async (t) => {
  const person = await Person.with(t, await signedUp());
  await person.open('packages/account/privacy/privacy');
  await person.sees(/就诊人的姓名、性别、出生日期、证件号码、手机号/);
  await person.tap('复制一份我的信息');
  await person.page.getByRole('dialog').getByText('拒绝', { exact: true }).click();
  await person.sees('没有复制，需要您同意使用剪贴板');
  await person.tap('复制一份我的信息');
  await person.page.getByRole('dialog').getByText('同意', { exact: true }).click();
  await person.sees('已复制。里面有完整证件号码，请只自己保存，不要发给别人');
  await person.tap('注销并删除我的信息');
  await person.page.getByRole('dialog').getByText('注销并删除', { exact: true }).click();
  await person.sees('选择医院');
  const { consent, patients } = await emulator.call(person.openid, 'login');
  assert.deepEqual([consent.accepted, patients], [null, []]);
});
