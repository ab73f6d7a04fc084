/** The page on a phone: the mini-program has the screen, the console comes up from below. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { bench } from './support.mjs';

let table;
before(async () => {
  table = await bench();
});
after(() => table?.close());

async function onAPhone(width = 390, height = 844) {
  const viewport = { width, height };
  const page = await table.open('/', { viewport, hasTouch: true, isMobile: true });
  const frame = await (await page.locator('iframe').first().elementHandle()).contentFrame();
  await frame.waitForFunction(() => globalThis.__mini?.ready);
  return page;
}
const handle = (page) => page.getByRole('button', { name: /控制台/ });
const sheetOf = (page) => page.getByRole('region', { name: '控制台' });

test('the mini-program has the width and all the height but the bars', async () => {
  const page = await onAPhone();
  await page.getByRole('button', { name: '知道了' }).tap();
  const box = await page.locator('iframe').boundingBox();
  assert.deepEqual([box.x, box.y, box.width], [0, 0, 390]);
  assert.ok(box.height >= 844 - 44 - 1, `${box.height}`);
  assert.equal(await page.evaluate(() => document.documentElement.scrollHeight), 844);
  assert.equal(await sheetOf(page).isVisible(), false);
});

/** Runs in the page: controls too low for a finger, or over the right edge. */
const unfit = () =>
  [...document.querySelectorAll('button,select,summary,input:not([type=checkbox]),label')]
    .map((node) => [node, node.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.height < 43.5 || box.right > innerWidth + 0.5))
    .map(([node, box]) => `${node.outerHTML.slice(0, 80)} ${box.height} ${box.right}`);

test('the sheet has the console, every control is big enough, and nothing hangs over the edge', async () => {
  const page = await onAPhone(360, 740);
  await handle(page).tap();
  await sheetOf(page).getByRole('heading', { name: '故障' }).waitFor();
  await page.locator('#clock summary').tap();
  const small = await page.evaluate(unfit);
  assert.deepEqual(small, []);
  await page.keyboard.press('Escape');
  await page.locator('#clock summary').focus();
  await page.keyboard.press('Escape');
  await sheetOf(page).waitFor({ state: 'hidden' });
});

test('the console alone is fit for fingers too', async () => {
  const page = await table.open('/_emulator/', { viewport: { width: 360, height: 740 } });
  await page.getByRole('heading', { name: '故障' }).waitFor();
  await page.locator('#clock summary').click();
  assert.deepEqual(await page.evaluate(unfit), []);
});

test('the bar fills in a form only where there is one', async () => {
  const page = await onAPhone();
  await page.getByRole('button', { name: '知道了' }).tap();
  assert.equal(await page.getByRole('button', { name: /填入/ }).count(), 0);
  const bar = await page.locator('#bar').boundingBox();
  assert.deepEqual([bar.width, bar.height], [390, 44]);
});

test('a second phone is looked at by turns, and a wide window has everything back', async () => {
  const page = await onAPhone();
  await handle(page).tap();
  await sheetOf(page).getByRole('button', { name: '再放一部手机' }).tap();
  const frames = page.locator('iframe');
  await page.waitForFunction(() => document.querySelectorAll('iframe').length === 2);
  const seen = async () => [await frames.nth(0).isVisible(), await frames.nth(1).isVisible()];
  assert.deepEqual(await seen(), [false, true]);
  await page.getByRole('button', { name: /控制台\s*李娜的手机/ }).tap();
  await sheetOf(page).getByRole('button', { name: '看这部' }).first().tap();
  assert.deepEqual(await seen(), [true, false]);
  await page.getByRole('button', { name: /控制台\s*张伟的手机/ }).waitFor();
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('heading', { name: '故障' }).waitFor();
  assert.deepEqual(await seen(), [true, true]);
  assert.equal(await page.locator('.phone > .controls').count(), 2);
  assert.equal(await handle(page).isVisible(), false);
});

for (const [width, columns] of [
  [1280, 2],
  [1440, 2],
  [1920, 3],
])
  // prettier-ignore
  test(`the panels fill the room at ${width}`, async () => {
    const page = await table.open('/', { viewport: { width, height: 900 } });
    // The phone takes its room first.
    await page.locator('#phones iframe').first().waitFor();
    const right = await page.evaluate(() => {
      const boxes = [...document.querySelectorAll('.panel')].map((one) => one.getBoundingClientRect());
      const lefts = new Set(boxes.map((box) => Math.round(box.left)));
      return { edge: Math.max(...boxes.slice(1).map((box) => box.right)), columns: lefts.size };
    });
    assert.ok(width - right.edge <= 21, `${right.edge}`);
    assert.equal(right.columns, columns);
  });
