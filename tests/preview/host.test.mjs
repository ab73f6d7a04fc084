/** The runtime: lifecycles, page stack, styles, components. Found as a person finds it: by what is shown. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { assertClean, bench, tapButton, top, troubles } from './support.mjs';

let table;
before(async () => {
  table = await bench();
});
after(() => table?.close());

const log = (page) => page.locator('.log').innerText();
const colour = (locator) => locator.evaluate((node) => getComputedStyle(node).color);
const routes = (page) => page.evaluate(() => getCurrentPages().map((p) => p.route));

test('app, page and component are told of their lives in order; ready comes once', async () => {
  const page = await table.phone();
  await tapButton(page, '问组件');
  assert.equal(await log(page), 'load,show,life ready,ready,ASR');
  assert.deepEqual(await page.evaluate(() => getApp().globalData.events), [
    'launch pages/home/home',
    'show',
  ]);
  await tapButton(page, '去表单');
  await page.getByText('你好 甲').waitFor();
  await page.getByRole('button', { name: '返回' }).last().click();
  await tapButton(page, '问组件');
  assert.equal(await log(page), 'load,show,life ready,ready,ASR,hide,show,ASRHS');
  await assertClean(page);
});

test('taps bubble, are caught, and stop at a disabled button', async () => {
  const page = await table.phone();
  await tapButton(page, '接住');
  await tapButton(page, '冒泡');
  await top(page).getByRole('button', { name: '禁用' }).click({ force: true });
  await tapButton(page, '改一格');
  await page.getByText('1-Z').waitFor();
  assert.match(await log(page), /ready,inner 接 1,inner 冒 1,outer$/);
});

test('keys do what taps do, and a finger too', async () => {
  const page = await table.phone('', { hasTouch: true, isMobile: true });
  await top(page).getByRole('button', { name: '接住' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Space');
  await top(page).getByRole('button', { name: '冒泡' }).tap();
  assert.match(await log(page), /ready,inner 接 1,inner 接 1,inner 冒 1,outer$/);
});

test('WXS knows kinds, requires files, reads expressions; templates and slots are filled', async () => {
  const page = await table.phone();
  assert.equal(await page.locator('.wxs').innerText(), 'Array String Number 好！ a#b# 8');
  assert.deepEqual(await page.locator('.cell').allInnerTexts(), ['0-a', '1-b']);
  await page.getByText('共 3 个槽内').waitFor();
});

test('an npm package finds another npm package beside it, also from a sub-package', async () => {
  const page = await table.phone();
  await page.getByText('小包 2').waitFor();
  await tapButton(page, '去分包');
  await page.getByText('分包 小包').waitFor();
});

test('styles stay where they belong', async () => {
  const page = await table.phone();
  const [title, badge, open] = [/^标题$/, /^共 3 个/, /^外面的样式进得来/].map((text) =>
    page.getByText(text).first(),
  );
  assert.equal(await colour(title), 'rgb(200, 0, 0)');
  assert.equal(await colour(badge), 'rgb(0, 0, 200)');
  assert.equal(await colour(open), 'rgb(200, 0, 0)');
  assert.match(await badge.getAttribute('class'), /badge--title/);
  await page.getByRole('tab', { name: '我的' }).click();
  assert.equal(await colour(page.getByText('别处的标题')), 'rgb(0, 0, 0)');
});

test('nothing is fetched from elsewhere, whatever a style or a script tries', async () => {
  const page = await table.phone();
  const refused = page.evaluate(() => fetch('https://example.invalid/').catch(() => 'refused'));
  assert.equal(await refused, 'refused');
  assert.deepEqual(page.foreign, []);
});

test('sizes: rpx of the width, vh of the page between its bars', async () => {
  const page = await table.phone();
  const height = (node) => node.getBoundingClientRect().height;
  const half = await page.locator('.half').evaluate((node) => node.getBoundingClientRect().width);
  assert.ok(Math.abs(half - 187.5) < 0.1);
  const view = await page.locator('.mp-view').evaluate((node) => node.clientHeight);
  assert.equal(view, 780 - 24 - 44 - 50);
  const tall = await page.locator('.tall').evaluate(height);
  assert.ok(Math.abs(tall - view / 10) < 0.1);
});

test('a page goes forward with its query, and back', async () => {
  const page = await table.phone();
  await tapButton(page, '去详情');
  await page.getByText('名 %E4%B8%AD 数 1').waitFor();
  await tapButton(page, '替换');
  await page.getByText('数 2').waitFor();
  await tapButton(page, '改标题');
  await page.getByRole('heading', { name: '改过的标题' }).waitFor();
  await top(page).getByRole('button', { name: '返回' }).click();
  assert.match(await log(page), /hide,show$/);
  await assertClean(page);
});

test('what WeChat refuses is refused in its words', async () => {
  const page = await table.phone();
  await tapButton(page, '去无处');
  await tapButton(page, '去标签页');
  const said = await log(page);
  assert.match(said, /navigateTo:fail page "pages\/nowhere\/nowhere" is not found/);
  assert.match(said, /navigateTo:fail can not navigateTo a tabbar page/);
});

test('ten pages are the limit; back goes to the bottom at most', async () => {
  const page = await table.phone();
  await tapButton(page, '去详情');
  for (let n = 1; n < 9; n += 1) await tapButton(page, '更深');
  await page.getByText('数 9').waitFor();
  await tapButton(page, '更深');
  await page.getByText('webview count limit exceed').waitFor();
  assert.equal((await routes(page)).length, 10);
  await tapButton(page, '回到底');
  assert.deepEqual(await routes(page), ['pages/home/home']);
});

test('tabs live on behind one another; other pages do not; reLaunch ends them all', async () => {
  const page = await table.phone();
  await page.getByRole('tab', { name: '我的' }).click();
  await page.getByText('我的页 第1次').waitFor();
  await page.getByRole('tab', { name: '首页' }).click();
  await tapButton(page, '去详情');
  assert.equal(await page.getByRole('tablist').isVisible(), false);
  await tapButton(page, '去我的');
  await page.getByText('我的页 第2次').waitFor();
  assert.deepEqual(await routes(page), ['pages/mine/mine']);
  assert.equal(await page.getByRole('tab', { name: '我的' }).getAttribute('aria-selected'), 'true');
  await tapButton(page, '全部重来');
  await page.getByText('数 9').waitFor();
  const events = await page.evaluate(() => getApp().globalData.events);
  assert.deepEqual(events.slice(2), ['mine unload', 'life detached']);
});

test('pulling down refreshes, reaching the bottom is told once, fixed things stay', async () => {
  const page = await table.phone();
  await page.mouse.move(180, 120);
  await page.mouse.down();
  await page.mouse.move(180, 260, { steps: 4 });
  await page.mouse.up();
  assert.match(await log(page), /ready,pull$/);
  await tapButton(page, '去长页');
  const fixed = page.getByText('固定 0 到底 0');
  const before = await fixed.boundingBox();
  assert.equal(Math.round(before.y + before.height), 780);
  await page.mouse.wheel(0, 9000);
  const moved = page.getByText(/固定 [1-9]\d* 到底 1/);
  await moved.waitFor();
  assert.equal((await moved.boundingBox()).y, before.y);
});

const heard = (page) => page.locator('.heard').innerText();

test('input and textarea: typed text, its length, focus, what ends it', async () => {
  const page = await table.phone('?page=pages/forms/forms');
  const name = page.getByRole('textbox', { name: '姓名' });
  await page.waitForFunction(() => document.activeElement.inputMode === 'numeric');
  await name.fill('');
  await name.pressSequentially('赵钱孙李周吴');
  await page.getByText('你好 赵钱孙李周', { exact: true }).waitFor();
  await page.keyboard.press('Enter');
  const note = page.getByPlaceholder('备注');
  const before = await note.evaluate((node) => node.clientHeight);
  await note.fill('一\n二\n三');
  const told = await heard(page);
  assert.match(told, /^confirm=赵钱孙李周,blur=赵钱孙李周,备注focus=,备注input=一/);
  assert.match(told, /备注input=一 二 三$/);
  assert.ok((await note.evaluate((node) => node.clientHeight)) > 2 * before);
  const hint = await name.evaluate((node) => getComputedStyle(node, '::placeholder').color);
  assert.equal(hint, 'rgb(7, 7, 7)');
  await assertClean(page);
});

test('switch, checkbox and radio tell of a change, also by their label; disabled ones do not', async () => {
  const page = await table.phone('?page=pages/forms/forms');
  await page.getByText('我同意').click();
  assert.equal(await page.getByRole('switch', { name: '同意' }).isChecked(), true);
  for (const text of ['甲项', '乙项', '丙项', '女']) await page.getByText(text).click();
  assert.equal(
    await heard(page),
    '同意change=true,检查change=x,y,检查change=x,检查change=x,z,性别change=f',
  );
  assert.deepEqual(
    await page.getByRole('radio').evaluateAll((all) => all.map((one) => one.checked)),
    [false, true],
  );
  await tapButton(page, '锁上');
  assert.equal(await page.getByRole('checkbox').nth(2).isDisabled(), true);
  assert.equal(await page.getByRole('textbox', { name: '电话' }).isDisabled(), true);
});

test('a picker: one of a list, a date, or nothing', async () => {
  const page = await table.phone('?page=pages/forms/forms');
  await page.getByText('水果：苹果').click();
  await page.getByRole('dialog', { name: '选水果' }).getByRole('option', { name: '桃' }).click();
  await page.getByRole('button', { name: '确定' }).click();
  await page.getByText('水果：桃').waitFor();
  await page.getByText('水果：桃').click();
  await page.getByRole('button', { name: '取消' }).click();
  assert.match(await heard(page), /水果cancel/);
  await page.getByText('日期：2026-11-25').click();
  const date = page.getByLabel('日期', { exact: true });
  assert.deepEqual(await date.evaluate(({ min, max }) => [min, max]), ['2026-11-01', '2026-11-30']);
  await date.fill('2026-11-26');
  await page.getByRole('button', { name: '确定' }).click();
  await page.getByText('日期：2026-11-26').waitFor();
});

test('a picker opened by a finger stays open: the rest of that tap is not for what it opened', async () => {
  const page = await table.phone('?page=pages/forms/forms', { hasTouch: true, isMobile: true });
  await page.getByText('水果：苹果').tap();
  const sheet = page.getByRole('dialog', { name: '选水果' });
  await sheet.getByRole('option', { name: '桃' }).tap();
  await page.getByRole('button', { name: '确定' }).tap();
  await page.getByText('水果：桃').waitFor();
});

test('a strip scrolls to the part that is named', async () => {
  const page = await table.phone('?page=pages/forms/forms');
  const strip = page.locator('.strip');
  assert.equal(await strip.evaluate((node) => node.scrollLeft), 0);
  await tapButton(page, '看第九天');
  await page.waitForFunction(() => document.querySelector('.strip').scrollLeft > 1000);
});

test('a banner turns by itself, by finger and by its page, and marks where it is', async () => {
  const page = await table.phone('?page=pages/banner/banner');
  const lit = () =>
    page
      .locator('.mp-dots i')
      .evaluateAll((all) => all.findIndex((dot) => dot.style.background === 'rgb(1, 2, 3)'));
  await page.getByText(/看 1autoplay/).waitFor();
  assert.equal(await lit(), 1);
  await page.getByText(/看 1autoplay 2autoplay 0autoplay/).waitFor();
  await tapButton(page, '最后一张');
  await page.waitForFunction(() => document.querySelector('wx-swiper').scrollLeft === 750);
  await page.mouse.move(100, 120);
  await page.mouse.wheel(-375, 0);
  await page.getByText('1touch').waitFor();
  assert.equal(await lit(), 1);
  await page.getByText('预览没有相机').waitFor();
  await assertClean(page);
});

test('rich text keeps its looks and loses its scripts', async () => {
  const page = await table.phone();
  assert.deepEqual(
    await page.locator('wx-rich-text').evaluateAll((all) => all.map((one) => one.innerHTML)),
    ['<b>粗</b>', '<span>只是字</span>'],
  );
});

test('the capsule: leave and come back, start anew', async () => {
  const page = await table.phone();
  await page.evaluate(() => wx.setStorageSync('k', { deep: [1] }));
  await page.getByRole('button', { name: '关闭小程序' }).click();
  await page.getByRole('button', { name: '回到小程序' }).click();
  assert.match(await log(page), /hide,show$/);
  await page.getByRole('button', { name: '关闭小程序' }).click();
  await page.getByRole('button', { name: '重新打开小程序' }).click();
  await page.waitForFunction(() => globalThis.__mini?.ready && !document.querySelector('.mp-home'));
  assert.equal(await log(page), 'load,show,life ready,ready');
  assert.deepEqual(await page.evaluate(() => wx.getStorageSync('k')), { deep: [1] });
});

test('new code shows the same page again, and problems are shown on the phone', async () => {
  const page = await table.phone();
  await tapButton(page, '去详情');
  table.emulator.emit('reload', { what: 'functions' });
  table.emulator.emit('build_problems', {
    what: 'preview',
    problems: ['pages/a/a.wxml:1 unknown tag <veiw>'],
  });
  await page.getByText('构建问题 1').click();
  await page.getByText('unknown tag <veiw>').waitFor();
  assert.equal((await routes(page)).length, 2);
  table.emulator.emit('reload', { what: 'preview' });
  await page.waitForFunction(() => globalThis.__mini?.ready && getCurrentPages().length === 1);
  await page.getByText('名 %E4%B8%AD 数 1').waitFor();
});

test('an exception of a page is recorded, and the phone goes on', async () => {
  const page = await table.phone();
  await page.evaluate(() => {
    getCurrentPages()[0].onHide = () => {
      throw new Error('页面坏了');
    };
  });
  await tapButton(page, '去表单');
  await top(page).getByRole('button', { name: '返回' }).click();
  assert.match((await troubles(page)).errors.join(), /页面坏了/);
  await tapButton(page, '接住');
  assert.match(await log(page), /inner 接/);
});

test('what an input method composes is told from its first key to its last', async () => {
  const page = await table.phone('?page=pages/forms/forms');
  const field = page.getByLabel('姓名');
  await field.dispatchEvent('compositionstart');
  await field.dispatchEvent('compositionend');
  await page
    .locator('.heard', { hasText: 'keyboardcompositionstart=甲,keyboardcompositionend=甲' })
    .waitFor();
  await assertClean(page);
});
