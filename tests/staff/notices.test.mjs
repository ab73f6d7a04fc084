/** A hospital's notices at a desktop with a fake service. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pick, press, shown } from './acts.mjs';
import { openDesks } from './fake.mjs';
import { SCENES } from './scenes.mjs';

let desks;
before(async () => (desks = await openDesks()));
after(() => desks.close());

const asked = (desk, wanted) => desk.calls.filter(({ action }) => action === wanted);

test('a notice is written, changed and taken out', async () => {
  const desk = await desks.open(SCENES['notices-empty']);
  const { page } = desk;
  await shown('还没有通知')(page);
  await press(page, '添加通知');
  await page.getByLabel('标题').fill('演示停电');
  await page.getByLabel('内容').fill('请走东门\n取号请到一层');
  await page.getByLabel('开始日期').fill('2026-11-25');
  await page.getByLabel('结束日期').fill('2026-11-28');
  await pick(page, '重要', '是');
  await press(page, '保存');
  await shown('已保存')(page);
  const { kind, hospital_id, rev, values } = asked(desk, 'save')[0];
  assert.deepEqual([kind, hospital_id, rev], ['notice', 'h1', null]);
  assert.deepEqual(values, {
    heading: '演示停电',
    text: '请走东门\n取号请到一层',
    from_date: '2026-11-25',
    until_date: '2026-11-28',
    important: '是',
  });
  await desk.close();
});

test('what is wrong stands at its field; one is taken out with a reason', async () => {
  const desk = await desks.open(SCENES['notices-wrong']);
  const { page } = desk;
  assert.equal(await page.locator('.faulty').getByLabel('结束日期').count(), 1);
  await page.keyboard.press('Escape');
  await press(page, '离开，不保存');
  await press(page, '删除');
  const box = page.getByRole('dialog', { name: '删除通知：演示通知 1' });
  await box.getByText('删除后患者看不到它').waitFor();
  await box.getByLabel('原因（会记入操作记录）').fill('已经来电');
  await box.getByRole('button', { name: '删除' }).click();
  await shown('已删除')(page);
  const { kind, reason } = asked(desk, 'retire')[0];
  assert.deepEqual([kind, reason], ['notice', '已经来电']);
  await desk.close();
});
