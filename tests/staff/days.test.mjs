/** What is laid out, at a desktop with a fake service: a day, a session, and one time taken off sale. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pick, press, shown } from './acts.mjs';
import { openDesks } from './fake.mjs';

let desks;
before(async () => (desks = await openDesks()));
after(() => desks.close());

const asked = (desk, action) => desk.calls.filter((one) => one.action === action);

test('fourteen days from today; a day, its sessions by doctor, and what of them is stopped', async () => {
  const desk = await desks.open({ page: '#/days' });
  const { page } = desk;
  assert.deepEqual(asked(desk, 'timetable')[0], {
    action: 'timetable',
    hospital_id: 'h1',
    date_from: '2026-11-25',
    date_to: '2026-12-08',
  });
  const told = (name) => page.getByRole('row').filter({ hasText: name }).innerText();
  assert.match(await told('虚构医生1'), /内科\s+上午 08:00–10:00\s+6 \/ 12\s+可以预约/);
  assert.match(await told('虚构医生2'), /停诊/);
  assert.match(await told('虚构医生3'), /1 个时间停止预约/);
  await press(page, '11月28日 周六 没有号');
  await shown('11月28日 周六 没有出诊，或还没有生成号')(page);
  await press(page, '后 14 天');
  await page.getByRole('table').waitFor();
  assert.equal(asked(desk, 'timetable')[1].date_from, '2026-12-09');
  await press(page, '从今天起');
  await page.getByRole('table').waitFor();
  assert.equal(asked(desk, 'timetable')[2].date_from, '2026-11-25');
  await desk.close();
});

test('one time is stopped with a reason, one stopped by hand goes on; a suspended one cannot be turned here', async () => {
  const desk = await desks.open({ page: '#/days' });
  const { page } = desk;
  await page.locator('tbody tr').first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: '虚构医生1 11月25日 周三 上午' }).waitFor();
  await press(page, '停止预约', 1);
  const stop = page.getByRole('dialog', { name: '停止预约：08:30–09:00' });
  await stop.getByText('停止后，患者不能再预约这个时间，已约的 1 个号不变').waitFor();
  await stop.getByLabel('原因（会记入操作记录）').fill('演示停电');
  await stop.getByRole('button', { name: '停止预约' }).click();
  await shown('已停止预约')(page);
  assert.deepEqual(asked(desk, 'close_slot'), [
    { action: 'close_slot', slot_id: 'h1.2026-11-25.0.1', reason: '演示停电' },
  ]);
  assert.equal(asked(desk, 'timetable').length, 2);
  await page.keyboard.press('Escape');
  await press(page, '看每个时间', 1);
  await shown('停诊，请到“停诊与加诊”里改')(page);
  assert.equal(await page.getByRole('button', { name: /^(停止|恢复)预约$/ }).count(), 0);
  await page.keyboard.press('Escape');
  await press(page, '看每个时间', 2);
  await press(page, '恢复预约');
  await page.getByLabel('原因（会记入操作记录）').fill('来电了');
  await press(page, '恢复预约', 1);
  await shown('已恢复预约')(page);
  assert.equal(asked(desk, 'open_slot')[0].slot_id, 'h1.2026-11-25.2.0');
  await desk.close();
});

test('seats are added to one time, with a reason; a lost answer sends the same tap again', async () => {
  const desk = await desks.open({ page: '#/days' });
  const { page } = desk;
  let lost = 0;
  await page.route('**/api/admin', (route) => {
    const adding = route.request().postDataJSON().action === 'add_seats';
    if (adding) taps.push(route.request().postDataJSON().idempotency_key);
    return adding && (lost += 1) === 1 ? route.abort() : route.fallback();
  });
  const taps = [];
  await press(page, '看每个时间');
  await press(page, '加号', 1);
  const box = page.getByRole('dialog', { name: '加号：08:30–09:00' });
  await box.getByLabel('加几个号').fill('many');
  await box.getByRole('button', { name: '加号' }).click();
  await box.getByText('加几个号：请填 1–20 的整数').waitFor();
  await box.getByLabel('加几个号').fill('2');
  await box.getByRole('button', { name: '加号' }).click();
  await box.getByText('请写原因，至少 2 个字').waitFor();
  await pick(page, '给谁', '线上（患者在手机上约）');
  await box.getByLabel('原因（会记入操作记录）').fill('复诊');
  await box.getByRole('button', { name: '加号' }).click();
  await shown('已加 2 个号')(page);
  const [{ slot_id, pool, seats, reason }] = asked(desk, 'add_seats');
  assert.deepEqual([slot_id, pool, seats, reason], ['h1.2026-11-25.0.1', 'phone', 2, '复诊']);
  assert.deepEqual([taps.length, new Set(taps).size], [2, 1]);
  assert.equal(asked(desk, 'timetable').length, 2);
  await desk.close();
});

test('who may add no more is told, and keeps what they typed', async () => {
  const words = '每段最多加 2 个号，已加 2 个。要多加，请改“规则”里的“每段最多加号数”';
  const answers = { add_seats: { code: 'LIMIT_REACHED', message: words, data: {} } };
  const desk = await desks.open({ page: '#/days', answers });
  const { page } = desk;
  await press(page, '看每个时间');
  await press(page, '加号');
  await page.getByLabel('原因（会记入操作记录）').fill('复诊');
  await page.keyboard.press('Enter');
  await shown(words)(page);
  await page.keyboard.press('Escape');
  await press(page, '留下继续改');
  assert.equal(await page.getByLabel('原因（会记入操作记录）').inputValue(), '复诊');
  await desk.close();
});
