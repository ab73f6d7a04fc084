/** A hospital's rules and hospitals themselves at a desktop, with a fake service. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pick, press, shown } from './acts.mjs';
import { grant, openDesks } from './fake.mjs';
import { SCENES } from './scenes.mjs';

let desks;
before(async () => (desks = await openDesks()));
after(() => desks.close());

const saves = (desk) => desk.calls.filter(({ action }) => action === 'save');

test('a rule is told as what it means to a patient, while it is written too; one is changed at a time', async () => {
  const desk = await desks.open({ page: '#/rules' });
  const { page } = desk;
  assert.equal(await page.locator('tbody tr').count(), 15);
  const row = page.getByRole('row', { name: '可以预约几天' });
  assert.match(await row.innerText(), /可以预约今天和以后 13 天的号\s+13\s+恢复默认/);
  assert.match(
    await page.getByRole('row', { name: '几点放号' }).innerText(),
    /07:00\s+默认\s+修改/,
  );
  await row.focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: '修改规则：可以预约几天' });
  await form.getByLabel('可以预约几天').fill('0');
  await shown('对患者：只能预约今天的号')(page);
  await press(page, '保存');
  await shown('已保存')(page);
  const { rev, values, kind } = saves(desk)[0];
  assert.match(rev, /^rules00/);
  assert.deepEqual([kind, values], ['rules', { rule: 'window_days', value: '0' }]);
  await page.getByRole('row', { name: '只接受居民身份证' }).getByRole('button').click();
  await pick(page, '只接受居民身份证', '是');
  await shown('对患者：网上预约只接受居民身份证')(page);
  await press(page, '保存');
  await shown('已保存')(page);
  assert.deepEqual(
    [saves(desk)[1].rev, saves(desk)[1].values],
    [null, { rule: 'verified_only', value: '是' }],
  );
  await desk.close();
});

test('a rule that was set goes back to its default with a reason', async () => {
  const desk = await desks.open({ page: '#/rules' });
  const { page } = desk;
  await press(page, '恢复默认', 1);
  const box = page.getByRole('dialog', { name: '恢复默认：开放候补' });
  await box.getByLabel('原因（会记入操作记录）').fill('试行结束');
  await box.getByRole('button', { name: '恢复默认' }).click();
  await shown('已恢复默认')(page);
  const asked = desk.calls.find(({ action }) => action === 'retire');
  assert.deepEqual([asked.kind, asked.reason], ['rules', '试行结束']);
  await desk.close();
});

test('an operator changes a rule of the platform, and sets one back', async () => {
  const desk = await desks.open(SCENES['platform-rules']);
  const { page } = desk;
  const row = page.getByRole('row', { name: '隐私保护指引的版本' });
  assert.match(await row.innerText(), /每位用户都要重新同意.*2026-02 版/);
  await row.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByLabel('隐私保护指引的版本').fill('2026-03');
  await shown('对患者：改了以后，每位用户都要重新同意《用户隐私保护指引》（2026-03 版）')(page);
  await press(page, '保存');
  await shown('已保存')(page);
  const { kind, hospital_id, values } = saves(desk)[0];
  assert.deepEqual(
    [kind, hospital_id, values],
    ['platform_rules', 'platform', { rule: 'consent_version', value: '2026-03' }],
  );
  await press(page, '恢复默认', 1);
  const box = page.getByRole('dialog', { name: '恢复默认：留号付款几分钟' });
  await box.getByLabel('原因（会记入操作记录）').fill('试行结束');
  await box.getByRole('button', { name: '恢复默认' }).click();
  await shown('已恢复默认')(page);
  const asked = desk.calls.find(({ action }) => action === 'retire');
  assert.deepEqual([asked.kind, asked.hospital_id], ['platform_rules', 'platform']);
  await desk.close();
});

test('an operator opens another hospital, whose number is its own from then on', async () => {
  const desk = await desks.open({
    page: '#/hospitals',
    grants: [grant('operator', { hospital_id: null })],
  });
  const { page } = desk;
  await shown('演示路 1 号')(page);
  await press(page, '添加医院');
  const form = page.getByRole('dialog', { name: '添加医院' });
  await form.getByLabel('医院编号').fill('h9');
  await form.getByLabel('医院名称').fill('虚构第九医院');
  await press(page, '保存');
  await shown('已保存')(page);
  const { hospital_id, rev, values } = saves(desk)[0];
  assert.deepEqual(
    [hospital_id, rev, values],
    ['h9', null, { hospital_id: 'h9', name: '虚构第九医院' }],
  );
  await press(page, '修改');
  assert.equal(await page.getByLabel('医院编号').isDisabled(), true);
  await desk.close();
});

test('while there is no hospital at all an operator is led to the first', async () => {
  const desk = await desks.open(SCENES['hospitals-none']);
  await shown('还没有医院，请添加第一家')(desk.page);
  await press(desk.page, '添加医院');
  await desk.page.getByRole('dialog', { name: '添加医院' }).waitFor();
  assert.equal(desk.calls.find(({ action }) => action === 'read').hospital_id, 'none');
  await desk.close();
});
