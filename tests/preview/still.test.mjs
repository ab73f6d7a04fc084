/** The page around the phone stands still, whatever the mini-program scrolls or focuses. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { bench } from './support.mjs';

let table;
before(async () => {
  table = await bench();
});
after(() => table?.close());

/** The console with the mini-program's page of forms, and that page's frame. */
async function formsAt(viewport) {
  const page = await table.open('/', { viewport });
  const frame = await (await page.locator('iframe').first().elementHandle()).contentFrame();
  await frame.waitForFunction(() => globalThis.__mini?.ready);
  // Some way down already, where the browser would have reason to bring the phone to its top.
  const start = await page.evaluate(() => {
    document.body.style.paddingBottom = '2000px';
    window.scrollTo(0, 20);
    return window.scrollY;
  });
  await frame.evaluate(() => wx.navigateTo({ url: '/pages/forms/forms' }));
  await frame.waitForFunction(() => document.activeElement.inputMode === 'numeric');
  return { page, frame, start };
}

for (const [width, height] of [
  [390, 844],
  [1440, 900],
])
  // prettier-ignore
  test(`a strip that scrolls by itself moves nothing around it, at ${width}×${height}`, async () => {
    const { page, frame, start } = await formsAt({ width, height });
    await frame.evaluate(() =>
      document.querySelector('.strip').scrollIntoView({ block: 'center' }),
    );
    await page.evaluate((y) => window.scrollTo(0, y), start);
    const before = await frame.evaluate(() => document.querySelector('.mp-body').scrollTop);
    await frame.evaluate(() => getCurrentPages().at(-1).far());
    await frame.waitForFunction(() => document.querySelector('.strip').scrollLeft > 1000);
    assert.equal(await page.evaluate(() => window.scrollY), start);
    const after_ = await frame.evaluate(() => document.querySelector('.mp-body').scrollTop);
    assert.equal(after_, before);
  });

test('a sheet that closes gives the focus back without scrolling', async () => {
  const { page, frame, start } = await formsAt({ width: 800, height: 900 });
  await page.evaluate(() => window.scrollTo(0, 600));
  const low = await page.evaluate(() => window.scrollY);
  assert.ok(low > start);
  const asked = frame.evaluate(() => wx.showModal({ title: '问' }));
  await frame.locator('.mp-modal').waitFor();
  await frame.evaluate(() => document.querySelector('.mp-modal button:last-child').click());
  assert.equal((await asked).confirm, true);
  assert.equal(await page.evaluate(() => window.scrollY), low);
});
