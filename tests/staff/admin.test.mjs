/** A hospital's own pages against the running service: a table, two at one row, a file, a rule, the days, the log. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Desktop, demoStaff, phoneOf } from './desktop.mjs';
import { emulator, start } from '../miniprogram/service.mjs';

before(() => start({ desktop: true }));
after(() => emulator.close());

const admin = (openid, action, data) => emulator.call(openid, 'admin', { action, ...data });

async function managing(t) {
  const manager = await demoStaff('manager');
  const desktop = await (await Desktop.with(t)).open();
  await desktop.signInBy(await phoneOf(t, manager.openid));
  return { manager, desktop };
}

test('a department is added, changed while somebody else did, found in the log, and fetched in a file', async (t) => {
  const { manager, desktop } = await managing(t);
  const { page } = desktop;
  const { hospital_id } = manager;
  await desktop.link('科室').click();
  await desktop.button('添加科室').click();
  await desktop.button('保存').click();
  await page.locator('.fault').first().waitFor();
  await desktop.fill('科室编号', 'demo-new');
  await desktop.fill('科室名称', '虚构新科');
  await desktop.button('保存').click();
  await desktop.sees('已保存');
  await desktop.row('虚构新科').getByRole('button', { name: '修改' }).click();
  await desktop.fill('就诊地点', '演示楼 1 层');

  const kind = 'department';
  const { rows } = await admin(manager.openid, 'read', { kind, hospital_id });
  const { rev, values } = rows.find((row) => row.values.department_id === 'demo-new');
  const renamed = { ...values, name: '虚构改名科' };
  await admin(manager.openid, 'save', { kind, hospital_id, rev, values: renamed });
  await desktop.button('保存').click();
  await desktop.sees('对方的（别人刚保存的）');
  await desktop.button('再改一次').click();
  await desktop.button('保存').click();
  await desktop.sees('已保存');
  const row = desktop.row('虚构改名科');
  await row.getByText('演示楼 1 层').waitFor();

  await desktop.link('操作记录').click();
  await desktop.row('保存科室').first().waitFor();
  await page.getByRole('button', { name: '只看科室 虚构改名科' }).first().click();
  await desktop.row('演示楼 1 层').waitFor();

  await desktop.link('导入导出').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    desktop.button('下载现在的资料').click(),
  ]);
  await page.getByLabel('要导入的文件').setInputFiles(await download.path());
  await desktop.sees(/没有问题。和现在的资料一样，不用导入/);

  await desktop.link('科室').click();
  await row.getByRole('button', { name: '删除' }).click();
  await desktop.fill('原因（会记入操作记录）', '演示结束');
  await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
  await desktop.sees('已删除');
  await row.waitFor({ state: 'detached' });
});

test('a time is taken off sale and put on it again, a rule changed and set back', async (t) => {
  const { desktop } = await managing(t);
  const { page } = desktop;
  await desktop.link('排班').click();
  const dated = page.locator('.day').filter({ hasText: /已约/ }).last();
  await dated.click();
  await desktop.button('看每个时间').first().click();
  const reasoned = async (button) => {
    await desktop.fill('原因（会记入操作记录）', '演示停电');
    await page.getByRole('dialog').last().getByRole('button', { name: button }).click();
  };
  await desktop.button('停止预约').first().click();
  await reasoned('停止预约');
  await desktop.sees('已停止预约');
  await desktop.button('恢复预约').first().click();
  await reasoned('恢复预约');
  await desktop.sees('已恢复预约');
  await page.keyboard.press('Escape');

  await desktop.link('规则').click();
  const rule = page.getByRole('row', { name: '提前多少分钟停止预约' });
  await rule.getByRole('button', { name: '修改' }).click();
  await desktop.fill('提前多少分钟停止预约', '多');
  await desktop.button('保存').click();
  await page.locator('.fault').waitFor();
  await desktop.fill('提前多少分钟停止预约', '45');
  await desktop.button('保存').click();
  await rule.getByText('就诊开始前 45 分钟停止预约').waitFor();
  await rule.getByRole('button', { name: '恢复默认' }).click();
  await reasoned('恢复默认');
  await desktop.sees('已恢复默认');
  // Every rule that the service knows has its sentence.
  for (const row of await page.locator('tbody tr').all())
    assert.match(await row.locator('td').nth(1).innerText(), /[\u4e00-\u9fff]/);
});

test('a clinic is changed after its days were looked at, and a seat is added to one of its times', async (t) => {
  const { manager, desktop } = await managing(t);
  const { page } = desktop;
  const { hospital_id } = manager;
  await desktop.link('出诊表').click();
  await desktop.button('修改').first().click();
  const minutes = page.getByLabel('每段号数');
  const seats = Number(await minutes.inputValue()) + 1;
  await minutes.fill(String(seats));
  await desktop.button('保存').click();
  const effects = page.getByRole('dialog', { name: '这样改会影响哪几天' });
  await effects.getByText('重新排班', { exact: true }).first().waitFor();
  await page.keyboard.press('Escape');
  await effects.waitFor({ state: 'detached' });
  await desktop.button('保存').click();
  await effects.getByRole('button', { name: '确认' }).click();
  await desktop.sees(/^已保存/);

  const kind = 'clinic';
  const { rows } = await admin(manager.openid, 'read', { kind, hospital_id });
  assert.equal(rows[0].values.seats_per_slot, String(seats));
  await desktop.link('操作记录').click();
  await desktop.row('改出诊并重新排班').first().waitFor();

  await desktop.link('排班').click();
  await page.locator('.day').filter({ hasText: /已约/ }).last().click();
  await desktop.button('看每个时间').first().click();
  await desktop.button('加号').first().click();
  await desktop.fill('原因（会记入操作记录）', '演示复诊');
  await page.getByRole('dialog').last().getByRole('button', { name: '加号' }).click();
  await desktop.sees('已加 1 个号');
  await desktop.sees(/（加 1）/);
});

test('an operator changes a hospital, an auditor has the log and nothing else', async (t) => {
  const operator = await demoStaff('operator');
  const desktop = await (await Desktop.with(t)).open();
  await desktop.signInBy(await phoneOf(t, operator.openid));
  await desktop.link('医院').click();
  await desktop.button('修改').click();
  await desktop.fill('简介', '演示简介');
  await desktop.button('保存').click();
  await desktop.sees('已保存');
  await desktop.sees('演示简介');
  // That the log is read is an entry of it, which the next look shows.
  await desktop.link('操作记录').click();
  await desktop.page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
  await desktop.button('刷新').click();
  await desktop.row('查看操作记录').first().waitFor();

  const auditor = await (await Desktop.with(t)).open();
  await auditor.signInBy(await phoneOf(t, (await demoStaff('auditor')).openid));
  const menu = auditor.page.getByRole('navigation', { name: '功能' }).getByRole('link');
  assert.deepEqual(await menu.allInnerTexts(), ['首页', '操作记录', '登录的电脑']);
  await auditor.link('操作记录').click();
  await auditor.page.getByRole('table').waitFor();
});
