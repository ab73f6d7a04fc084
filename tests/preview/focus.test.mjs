/** Where the keyboard is, and what the bars look like. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { bench, top } from './support.mjs';

let table;
before(async () => {
  table = await bench();
});
after(() => table?.close());

test('a field shows the keyboard where it is, and to a finger the caret alone', async () => {
  const page = await table.phone('?page=pages/forms/forms');
  const name = page.getByRole('textbox', { name: '姓名' });
  const looks = () =>
    name.evaluate((node) => {
      const [inner, outer] = [node, node.parentElement].map((one) => getComputedStyle(one));
      return [inner.outlineStyle, outer.boxShadow === 'none' ? 'plain' : 'marked'];
    });
  await name.click();
  assert.deepEqual(await looks(), ['none', 'plain']);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  assert.deepEqual(await looks(), ['none', 'marked']);
  await name.click();
  assert.deepEqual(await looks(), ['none', 'plain']);
});

test('the focus goes with the page: to its title, and back to what was left', async () => {
  const page = await table.phone();
  await top(page).getByRole('button', { name: '去详情' }).focus();
  await page.keyboard.press('Enter');
  const held = () => page.evaluate(() => document.activeElement.textContent.trim());
  await page.getByText('数 1').waitFor();
  const title = await top(page).getByRole('heading', { level: 1 }).innerText();
  assert.equal(await held(), title);
  await page.evaluate(() => wx.navigateBack());
  assert.equal(await held(), '去详情');
});

test('the labels of the tabs are WeChat’s size', async () => {
  const page = await table.phone();
  const size = await page
    .getByRole('tab', { name: '我的' })
    .evaluate((node) => getComputedStyle(node).fontSize);
  assert.equal(size, '10px');
});
