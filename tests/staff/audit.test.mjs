/** The log at a desktop, with a fake service: page after page, and what is sought in it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pick, press, shown } from './acts.mjs';
import { openDesks } from './fake.mjs';

let desks;
before(async () => (desks = await openDesks()));
after(() => desks.close());

const lastAsked = (desk) => desk.calls.filter(({ action }) => action === 'audit').at(-1);
const rows = (page) => page.locator('tbody tr').count();

test('300 entries come 50 at a time, until there are no older ones', async () => {
  const desk = await desks.open({ page: '#/audit', amount: 'many' });
  const { page } = desk;
  assert.equal(await rows(page), 50);
  for (let at = 2; at <= 6; at += 1) {
    await press(page, '再看 50 条');
    await page
      .locator('tbody tr')
      .nth(50 * at - 1)
      .waitFor();
  }
  assert.equal(lastAsked(desk).before, 51);
  await shown('没有更早的了')(page);
  assert.equal(await rows(page), 300);
  await desk.close();
});

test('a day, a person and a thing are sought, each taken back', async () => {
  const desk = await desks.open({ page: '#/audit' });
  const { page } = desk;
  await page.getByLabel('从哪天').fill('2026-11-01');
  await pick(page, '谁做的', '虚构乙');
  await press(page, '只看医生 虚构医生4');
  await shown('只看：医生 虚构医生4 ✕')(page);
  await page.getByRole('table').waitFor();
  assert.deepEqual(lastAsked(desk), {
    action: 'audit',
    hospital_id: 'h1',
    date_from: '2026-11-01',
    date_to: null,
    staff_id: 's1',
    object_id: 'dr3',
    before: null,
  });
  await press(page, '全部清除');
  await page.getByRole('table').waitFor();
  const { date_from, staff_id, object_id } = lastAsked(desk);
  assert.deepEqual([date_from, staff_id, object_id], [null, null, null]);
  await desk.close();
});

test('an entry is told in words: who, what, to what, what changed, how it ended', async () => {
  const desk = await desks.open({ page: '#/audit' });
  const told = (words) => desk.page.getByRole('row').filter({ hasText: words }).innerText();
  assert.match(
    await told('保存医生'),
    /医院管理员 · 电脑\s+保存医生\s+医生 虚构医生4\s+职称：主治医师 → 副主任医师\s+科室：内科 → 内科、外科\s+晋升/,
  );
  assert.match(
    await told('邀请门诊服务台'),
    /名称：（空） → （不显示）\s+角色：（空） → 门诊服务台（内科）/,
  );
  assert.match(await told('停止一个时间的预约'), /状态：可以预约 → 停止预约\s+演示停电/);
  assert.match(await told('删除规则'), /没有权限，已拒绝/);
  await desk.close();
});
