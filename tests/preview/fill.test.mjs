/** A form on the phone, filled in by the console beside it. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { assertClean, bench } from './support.mjs';

let table;
before(async () => {
  table = await bench();
});
after(() => table?.close());

test('a form is filled in from outside by its labels, as if it were typed', async () => {
  const page = await table.phone('?page=pages/forms/forms');
  const found = await page.evaluate(() => __mini.fill({ 姓名: '丁', 备注: '无此标签' }));
  assert.equal(found, 1);
  await page.getByText('你好 丁').waitFor();
  await page.locator('.heard', { hasText: 'blur=丁' }).waitFor();
  await assertClean(page);
});

test('of chips filled in from outside the first that is offered is chosen, whatever was before', async () => {
  const page = await table.phone('?page=pages/forms/forms');
  await page.evaluate(() => {
    const group = document.createElement('div');
    group.innerHTML =
      '<i role=radio aria-checked=true>甲</i><i role=radio>乙</i><i role=radio>丙</i>';
    for (const chip of group.children) chip.onclick = () => (group.title += chip.textContent);
    group.setAttribute('role', 'radiogroup');
    group.setAttribute('aria-label', '关系');
    __mini.pages.top.shell.append(group);
  });
  const chosen = () => page.locator('[aria-label=关系]').getAttribute('title');
  await page.evaluate(() => __mini.fill({ 关系: ['丁', '丙'] }));
  assert.equal(await chosen(), '丙');
  await page.evaluate(() => __mini.fill({ 关系: ['乙', '丙'] }));
  assert.equal(await chosen(), '丙乙');
});
