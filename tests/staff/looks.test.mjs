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
  let asked = 0;
  page.on('dialog', (dialog) => (asked += 1) && dialog.dismiss());
  await page.close({ runBeforeUnload: true });
  await page.waitForTimeout(500);
  assert.equal(asked, 1);
  await page.getByRole('button', { name: '关闭' }).first().click();
  await page.getByRole('button', { name: '离开，不保存' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
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
