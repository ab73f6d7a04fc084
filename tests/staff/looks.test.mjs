/** Contrast (WCAG AA), names of fields and buttons, and text that fits, measured on every desktop page at the smallest screen. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openDesks } from './fake.mjs';
import { measure } from './measure.mjs';
import { SCENES } from './scenes.mjs';

let desks;
before(async () => (desks = await openDesks()));
after(() => desks.close());

for (const [name, scene] of Object.entries(SCENES)) {
  test(`${name} can be read and used`, async () => {
    const desk = await desks.open(scene);
    assert.deepEqual([...(await measure(desk.page)), ...desk.errors()], []);
    await desk.close();
  });
}

test('the measure sees what is wrong', async () => {
  const desk = await desks.open(SCENES.people);
  await desk.page.evaluate(() => {
    document.querySelector('h1').style.color = '#ccc';
    document.querySelector('input').closest('label').replaceWith(document.createElement('input'));
    document.querySelector('td').style.whiteSpace = 'nowrap';
    document.querySelector('td').textContent = '长'.repeat(200);
  });
  const found = (await measure(desk.page)).join('\n');
  for (const sign of [/^contrast/m, /^no name: <input/m, /runs off the screen/, /sideways/])
    assert.match(found, sign);
  await desk.close();
});

test('300 people are walked by the keyboard, found by a word, and opened', async () => {
  const desk = await desks.open(SCENES['people-many']);
  const { page } = desk;
  const focused = () =>
    page.evaluate(() => document.activeElement.closest('tr')?.querySelector('td').innerText.trim());
  await page.locator('tbody tr').first().focus();
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(), '虚构乙');
  await page.keyboard.press('End');
  assert.equal(await focused(), '虚构丁299');
  await page.keyboard.press('PageUp');
  assert.equal(await focused(), '虚构乙289');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: '改角色：虚构乙289' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByLabel('找人').fill('丙29');
  await page.getByText('3 / 300 人').waitFor();
  await page.getByText('工作人员太多，这里只列出 300 人。请停用已离职的，其余的才会列出').waitFor();
  await desk.close();
});

test('what was typed and not saved is asked for, whichever way somebody leaves', async () => {
  const desk = await desks.open(SCENES.people);
  const { page } = desk;
  await page.getByRole('button', { name: '停用' }).first().click();
  await page.getByLabel('原因（会记入操作记录）').fill('离职');
  const stay = () => page.getByRole('button', { name: '留下继续改' }).click();
  await page.keyboard.press('Escape');
  await stay();
  await page.evaluate(() => (location.hash = '#/sessions'));
  await stay();
  assert.equal(await page.getByLabel('原因（会记入操作记录）').inputValue(), '离职');
  assert.match(page.url(), /#\/people$/);
  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  const question = await asked;
  assert.equal(question.type(), 'beforeunload');
  await question.dismiss();
  await page.getByRole('button', { name: '关闭' }).first().click();
  await page.getByRole('button', { name: '离开，不保存' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await desk.close();
});

test('however often Esc is pressed, what was typed is there until somebody gives it up', async () => {
  const desk = await desks.open(SCENES.people);
  const { page } = desk;
  await page.getByRole('button', { name: '停用' }).first().click();
  await page.getByLabel('原因（会记入操作记录）').fill('离职');
  const form = page.getByRole('dialog', { name: /^停用/ });
  for (let times = 0; times < 7; times += 1) {
    await page.keyboard.press('Escape');
    const there = () => document.querySelector('dialog[aria-label^=停用]').matches(':modal');
    await page.waitForFunction(there, null, { timeout: 5000 });
  }
  assert.equal(await form.locator('input').inputValue(), '离职');
  await desk.close();
});

test('giving up a form beneath the sign-in is asked for, and it stays', async () => {
  const desk = await desks.open(SCENES['lapsed-unsaved']);
  const { page } = desk;
  await page.getByRole('button', { name: '留下继续改' }).click();
  await page.getByText('手机上点选这个数字').waitFor();
  const reason = page.locator('dialog').getByLabel('原因（会记入操作记录）');
  assert.equal(await reason.inputValue(), '离职');
  await desk.close();
});

test('a form of three roles scrolls to its buttons at the smallest screen', async () => {
  const desk = await desks.open(SCENES['people-three-roles']);
  const { page } = desk;
  const bottom = (name) =>
    page
      .getByRole('button', { name, exact: true })
      .last()
      .evaluate((button) => button.getBoundingClientRect().bottom);
  const dialog = page.getByRole('dialog');
  await dialog.evaluate((box) => (box.scrollTop = 0));
  assert.ok((await bottom('保存')) > 720, 'it is higher than the window');
  await dialog.hover();
  await page.mouse.wheel(0, 2000);
  await page.waitForFunction(() => document.querySelector('dialog').scrollTop > 0);
  assert.ok((await bottom('保存')) <= 720);
  await desk.close();
});

test('who is signed in and could not read on is not told that the code is over', async () => {
  const { answers, ...scene } = SCENES['sign-in-unread'];
  const told = { ...answers };
  const desk = await desks.open({ ...scene, answers: told });
  const { page } = desk;
  await page.getByText('系统出错了，请再试一次。还不行请联系平台运营').waitFor();
  delete told.places;
  await page.getByRole('button', { name: '再试一次' }).click();
  await page.getByRole('heading', { name: '虚构甲', level: 1 }).waitFor();
  await desk.close();
});

test('that a session ends soon is told before it does, and using it makes it last', async () => {
  const desk = await desks.open(SCENES.ending);
  await desk.page.getByRole('button', { name: '继续使用' }).click();
  await desk.page.getByText(/登录还有/).waitFor({ state: 'detached' });
  await desk.page.clock.fastForward('25:00');
  assert.equal(await desk.page.getByText(/登录还有/).count(), 0);
  await desk.close();
});
