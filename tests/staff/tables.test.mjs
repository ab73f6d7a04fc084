/** A hospital's tables at a desktop, with a fake service: what is sent, what is shown, what is asked. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pick, press, shown } from './acts.mjs';
import { job } from './fake-admin.mjs';
import { KEPT, PROPOSED } from './fake-effects.mjs';
import { openDesks } from './fake.mjs';
import { FAULTS, STALE_ROW } from './scenes-admin.mjs';

let desks;
before(async () => (desks = await openDesks()));
after(() => desks.close());

const called = (desk, name) => desk.calls.filter(({ action }) => action === name);
const saves = (desk) => called(desk, 'save');
const proposed = (desk) => called(desk, 'propose');

/** Answers the first time with `answer`, later as usual. */
const first = (answer) => {
  let asked = 0;
  return () => ((asked += 1) === 1 ? answer : undefined);
};

test('300 clinics are found by a word, walked and opened by the keyboard, told what is wrong at its field', async () => {
  const desk = await desks.open({
    page: '#/clinics',
    amount: 'many',
    answers: { propose: first(FAULTS) },
  });
  const { page } = desk;
  await page.getByLabel('查找').fill('虚构医生77 ');
  await shown('3 / 300 次出诊')(page);
  await page.locator('tbody tr').first().focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: /^修改出诊：虚构医生77 / });
  await form.getByLabel('结束时间').fill('07:00');
  await page.keyboard.press('Enter');
  await form.getByText('要晚于开始时间 08:00', { exact: true }).waitFor();
  await form.getByText('出诊表“虚构医生1 周一 08:00”：与另一行的时间重叠').waitFor();
  assert.equal(
    await page.evaluate(() => document.activeElement === document.querySelector('.faulty input')),
    true,
  );
  await page.keyboard.press('Escape');
  await press(page, '留下继续改');
  await form.getByLabel('结束时间').fill('11:30');
  await press(page, '保存');
  await shown('已保存')(page);
  const [, { values, rev, kind, hospital_id }] = proposed(desk);
  assert.deepEqual([values.end, kind, hospital_id], ['11:30', 'clinic', 'h1']);
  assert.match(rev, /^clinic230/);
  assert.equal('hospital_id' in values, false);
  assert.deepEqual(desk.errors(), []);
  await desk.close();
});

test('of a row that somebody else saved first both versions are shown; each keeps what they alone changed', async () => {
  const desk = await desks.open({ page: '#/departments', answers: { save: first(STALE_ROW) } });
  const { page } = desk;
  await press(page, '修改');
  await page.getByLabel('就诊地点').fill('门诊楼 3 层');
  await page.getByLabel('简介', { exact: true }).fill('演示');
  await press(page, '保存');
  await shown('对方的（别人刚保存的）')(page);
  const row = page.getByRole('row', { name: '科室名称' }).last();
  assert.equal(await row.innerText(), '科室名称\t内科\t普通内科');
  await press(page, '再改一次');
  await shown('这是别人刚保存的，加上您改的几处。请看一遍再保存')(page);
  assert.equal(await page.getByLabel('科室名称').inputValue(), '普通内科');
  assert.equal(await page.getByLabel('就诊地点').inputValue(), '门诊楼 3 层');
  await press(page, '保存');
  await shown('已保存')(page);
  const { rev, values } = saves(desk)[1];
  assert.deepEqual(
    [rev, values.name, values.location],
    [STALE_ROW.data.rev, '普通内科', '门诊楼 3 层'],
  );
  await desk.close();
});

test('theirs is taken only by who says so', async () => {
  const desk = await desks.open({ page: '#/departments', answers: { save: STALE_ROW } });
  const { page } = desk;
  await press(page, '修改');
  await page.getByLabel('就诊地点').fill('门诊楼 3 层');
  await press(page, '保存');
  await shown('对方的（别人刚保存的）')(page);
  await page.keyboard.press('Escape');
  await press(page, '留下继续改');
  await press(page, '用对方的');
  await shown('已用对方的，您的没有保存')(page);
  assert.equal(saves(desk).length, 1);
  await desk.close();
});

test('an empty place of the week begins a clinic of that doctor and day; a lost answer sends the same again', async () => {
  const lose = async (page) => {
    let lost = 0;
    await page.route('**/api/admin', (route) => {
      const saving = route.request().postDataJSON().action === 'propose';
      return saving && (lost += 1) === 1 ? route.abort() : route.fallback();
    });
  };
  const desk = await desks.open({ page: '#/clinics' });
  const { page } = desk;
  await lose(page);
  await press(page, '一周');
  await page
    .getByRole('button', { name: '虚构医生1 · 主任医师 周一 08:00–12:00 24 号，修改' })
    .waitFor();
  await press(page, '给虚构医生3 · 主治医师加周日的出诊');
  const form = page.getByRole('dialog', { name: '添加出诊' });
  await pick(page, '时段', '上午');
  await pick(page, '号别', '普通');
  for (const [label, text] of [
    ['开始时间', '08:00'],
    ['结束时间', '12:00'],
    ['每段分钟数', '30'],
    ['每段号数', '3'],
  ])
    await form.getByLabel(label).fill(text);
  await press(page, '保存');
  await shown('已保存')(page);
  const [{ rev, values }] = proposed(desk);
  assert.equal(rev, null);
  assert.deepEqual(values, {
    doctor_id: 'dr2',
    weekday: '周日',
    period: '上午',
    visit_kind: '普通',
    start: '08:00',
    end: '12:00',
    slot_minutes: '30',
    seats_per_slot: '3',
  });
  await desk.close();
});

const ok = (data) => ({ code: 'OK', message: '成功', data });
const effects = (page) => page.getByRole('dialog', { name: '这样改会影响哪几天' });

/** Changes the first clinic, up to the question. */
async function change(page) {
  await press(page, '修改');
  await page.getByLabel('每段分钟数').fill('20');
  await press(page, '保存');
  await effects(page).waitFor();
}

test('a change of a clinic tells first which days it concerns; confirmed it is made, and what was kept is named', async () => {
  let asked = 0;
  const answers = {
    propose: ok(PROPOSED),
    apply: () => ok((asked += 1) === 1 ? job('running', 1) : { ...job('done', 4), kept: KEPT }),
  };
  const desk = await desks.open({ page: '#/clinics', answers });
  const { page } = desk;
  await change(page);
  const told = await effects(page).innerText();
  for (const words of [
    /重新排班 1 个半天，保持原样 2 个半天，新放号 1 个半天，停止预约 2 个半天/,
    /11月30日 周一\s+虚构医生1 上午\s+08:00–12:00 每段 30 分钟 24 号\s+08:00–12:00 每段 20 分钟 36 号\s+重新排班/,
    /虚构医生2 上午[^]+?保持原样\s+已约 3 人，候补 1 人/,
    /虚构医生3 上午[^]+?保持原样\s+有人手工停过或加过号/,
    /12月7日 周一\s+虚构医生1 上午\s+不出诊\s+08:00–12:00 每段 20 分钟 36 号\s+新放号/,
    /停止预约\s+已约 2 人，不再接受新的预约，已约的保留/,
    /另有 7 个半天没有列出，也会照样改/,
  ])
    assert.match(told, words);
  assert.equal(called(desk, 'apply').length, 0);
  await page.keyboard.press('Enter');
  await shown('正在改：1 / 4')(page);
  await shown(
    '已保存。这几个半天已有人预约、候补或手工改过，保持原样：11月30日 周一上午 虚构医生2',
  )(page);
  assert.deepEqual(called(desk, 'apply')[1], {
    action: 'apply',
    preview_id: 'p1',
    touched: 'keep',
  });
  assert.equal(saves(desk).length, 0);
  assert.deepEqual(desk.errors(), []);
  await desk.close();
});

test('who does not confirm changes nothing and goes on in the form; a preview that went stale is asked for again', async () => {
  const words = '医院的资料在预览之后有人改过，什么也没有改。请重新看一遍影响再确认';
  const stale = { code: 'STALE', message: words, data: {} };
  const desk = await desks.open({
    page: '#/clinics',
    answers: { propose: ok(PROPOSED), apply: first(stale) },
  });
  const { page } = desk;
  await change(page);
  await page.keyboard.press('Escape');
  await effects(page).waitFor({ state: 'detached' });
  assert.equal(await page.getByLabel('每段分钟数').inputValue(), '20');
  assert.equal(called(desk, 'apply').length, 0);
  await press(page, '保存');
  await press(page, '确认');
  await effects(page).getByText(words).waitFor();
  await press(page, '取消', 1);
  await press(page, '保存');
  await press(page, '确认');
  await shown('已保存')(page);
  assert.equal(proposed(desk).length, 3);
  await desk.close();
});

test('a clinic is taken out with a reason after its days were looked at', async () => {
  const desk = await desks.open({ page: '#/clinics', answers: { propose: ok(PROPOSED) } });
  const { page } = desk;
  await press(page, '删除');
  await page.getByLabel('原因（会记入操作记录）').fill('不再出诊');
  await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
  await effects(page).waitFor();
  assert.equal(called(desk, 'apply').length, 0);
  await press(page, '确认');
  await shown('已删除')(page);
  const [{ kind, values, reason }] = proposed(desk);
  assert.deepEqual([kind, values, reason], ['clinic', null, '不再出诊']);
  assert.equal(called(desk, 'retire').length, 0);
  await desk.close();
});

test('a row is taken out with a reason', async () => {
  const desk = await desks.open({ page: '#/doctors' });
  const { page } = desk;
  await press(page, '删除', 1);
  const box = page.getByRole('dialog', { name: '删除医生：虚构医生2' });
  await box.getByRole('button', { name: '删除' }).click();
  await shown('请写原因，至少 2 个字')(page);
  await box.getByLabel('原因（会记入操作记录）').fill('不再出诊');
  await box.getByRole('button', { name: '删除' }).click();
  await shown('已删除')(page);
  const { action, kind, hospital_id, reason } = desk.calls.find((one) => one.action === 'retire');
  assert.deepEqual([action, kind, hospital_id, reason], ['retire', 'doctor', 'h1', '不再出诊']);
  // What other pages call doctors is read again.
  assert.equal(desk.calls.filter((one) => one.action === 'places').length, 2);
  await desk.close();
});

test('a closed clinic asks for nothing of an extra one, and sends nothing of it', async () => {
  const desk = await desks.open({ page: '#/exceptions' });
  const { page } = desk;
  await press(page, '添加停诊或加诊');
  const form = page.getByRole('dialog');
  await pick(page, '类型', '加诊');
  await form.getByLabel('开始时间').fill('08:00');
  await pick(page, '类型', '停诊');
  await form.getByLabel('日期').fill('2026-12-24');
  assert.equal(await form.getByLabel('开始时间').count(), 0);
  await press(page, '保存');
  await shown('已保存')(page);
  assert.deepEqual(proposed(desk)[0].values, { kind: '停诊', date: '2026-12-24' });
  await desk.close();
});
