/** The front page at a desktop with a fake service: two days at a glance, and what needs somebody. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { press, shown } from './acts.mjs';
import { grant, openDesks } from './fake.mjs';
import { SCENES } from './scenes.mjs';

let desks;
before(async () => (desks = await openDesks()));
after(() => desks.close());

const needs = (page) => page.getByRole('region', { name: '要处理的事' });

test('a manager sees both days, what is sold, left and waited for, and that nothing is needed', async () => {
  const desk = await desks.open(SCENES.home);
  const { page } = desk;
  await needs(page).getByText('没有要处理的事').waitFor();
  await shown('6 个班次 · 已约 36 / 72 号')(page);
  const told = (name) => page.getByRole('row').filter({ hasText: name }).innerText();
  assert.match(await told('虚构医生2'), /外科\s+下午 13:30–15:30\s+6 \/ 12\s+0\s+0\s+停诊/);
  assert.match(await told('虚构医生3'), /儿科\s+上午 .*\s+6 \/ 12\s+5\s+4\s+1 个时间停止预约/);
  await page.getByRole('button', { name: /^明天 11月26日 周四/ }).click();
  await page.getByRole('table', { name: '明天 11月26日 周四 的出诊' }).waitFor();
  assert.match(await told('虚构医生2'), /可以预约/);
  const asked = desk.calls.filter(({ action }) => action === 'today');
  assert.deepEqual(asked, [{ action: 'today', hospital_id: 'h1' }]);
  await press(page, '刷新');
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
  assert.equal(desk.calls.filter(({ action }) => action === 'today').length, 2);
  await desk.close();
});

test('what needs somebody leads to the page that mends it, for who has that page', async () => {
  const desk = await desks.open({ amount: 'many' });
  const { page } = desk;
  const lines = await needs(page).getByRole('listitem').allInnerTexts();
  assert.deepEqual(
    lines.map((line) => line.replace(/\s+/g, ' ')),
    [
      '有 3 位患者没收到停诊或出诊变动的通知，要打电话告诉他们。名单请找平台运营',
      '至少有 100 笔退款没有退成，要到微信支付商户平台处理。请找平台运营',
      '没有能收款的商户：没有登记，或密钥不全。不收费的医院不用管，要收费的请找平台运营',
      '上次保存或导入没有写入：这家医院的资料刚才有别人改过，请重新检查 去“导入导出”',
      '号只生成到 11月26日 周四，再往后患者约不到 去“出诊表”',
      '出诊表到 12月5日 周六 为止，再往后没有号 去“出诊表”',
    ],
  );
  await page.getByRole('link', { name: '去“出诊表”' }).first().click();
  await page.getByRole('heading', { name: '出诊表', level: 1 }).waitFor();
  await desk.close();
});

test('an auditor is told and led nowhere; a desk sees its sessions and is not told', async () => {
  const auditor = await desks.open(SCENES['home-auditor']);
  assert.equal(await needs(auditor.page).getByRole('listitem').count(), 6);
  assert.equal(await needs(auditor.page).getByRole('link').count(), 0);
  await auditor.close();
  const desk = await desks.open(SCENES['home-desk']);
  assert.equal(await needs(desk.page).count(), 0);
  assert.equal(await desk.page.locator('tbody tr').count(), 20);
  await press(desk.page, '看全部 300 个班次');
  assert.equal(await desk.page.locator('tbody tr').count(), 300);
  await desk.close();
});

test('an operator is led to the hospital; what cannot come is asked for again', async () => {
  const operator = [grant('operator', { hospital_id: null })];
  const answers = { ...SCENES['home-down'].answers };
  const desk = await desks.open({
    ...SCENES['home-down'],
    amount: 'many',
    grants: operator,
    answers,
  });
  delete answers.today;
  await press(desk.page, '再试一次');
  await desk.page.getByRole('link', { name: '去“医院”' }).click();
  await desk.page.getByRole('heading', { name: '医院', level: 1 }).waitFor();
  await desk.close();
});
