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
  await page.getByRole('link', { name: '去表单' }).click();
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

test('a long press is no tap where somebody listens for it', async () => {
  const page = await table.phone();
  await page.getByText('长按我').click({ delay: 600 });
  assert.match(await log(page), /ready,longpress$/);
  await page.getByText('长按我').click();
  assert.match(await log(page), /longpress,outer$/);
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
  await page.getByRole('link', { name: '去分包' }).click();
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

test('a mark of TDesign’s icon font is drawn from a file, nothing is fetched from elsewhere', async () => {
  const page = await table.phone();
  const mask = await page
    .locator('.t-icon-home')
    .evaluate((node) => getComputedStyle(node, '::before').maskImage);
  assert.match(mask, /icons\/home\.svg/);
  const icon = await page.request.get(`${table.emulator.url}/preview/icons/home.svg`);
  assert.match(await icon.text(), /<svg[^>]*viewBox/);
  await page.evaluate(() => fetch('https://example.invalid/').catch(() => {}));
  await assertClean({
    ...page,
    evaluate: (f) => page.evaluate(f),
    foreign: page.foreign,
    broken: page.broken,
  });
});

test('sizes: rpx of the width, vh of the page between its bars; queries and canvas answer', async () => {
  const page = await table.phone();
  const tall = await page.locator('.tall').evaluate((node) => node.getBoundingClientRect().height);
  const view = await page.locator('.mp-view').evaluate((node) => node.clientHeight);
  assert.equal(view, 780 - 24 - 44 - 50);
  assert.ok(Math.abs(tall - view / 10) < 0.1);
  await tapButton(page, '量一量');
  await tapButton(page, '画一画');
  await page.waitForFunction(() =>
    /half 188,drawn 255 100/.test(document.querySelector('.log').innerText),
  );
});

test('a page goes forward with its query and a channel, and back', async () => {
  const page = await table.phone();
  await tapButton(page, '去详情');
  await page.getByText('名 %E4%B8%AD 数 1 问 42').waitFor();
  await tapButton(page, '替换');
  await page.getByText('数 2').waitFor();
  await tapButton(page, '改标题');
  await page.getByRole('heading', { name: '改过的标题' }).waitFor();
  await top(page).getByRole('button', { name: '返回' }).click();
  assert.match(await log(page), /hide,answer 43,show$/);
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
  await page.getByRole('link', { name: '去长页' }).click();
  const fixed = page.getByText('固定 0 到底 0');
  const before = await fixed.boundingBox();
  assert.equal(Math.round(before.y + before.height), 780);
  await page.mouse.wheel(0, 9000);
  const moved = page.getByText(/固定 [1-9]\d* 到底 1/);
  await moved.waitFor();
  assert.equal((await moved.boundingBox()).y, before.y);
  assert.equal(
    await page.evaluate(() => getComputedStyle(document.documentElement).fontSize),
    '20px',
  );
  assert.equal(await colour(page.getByText('第 3 行')), 'rgb(9, 9, 9)');
  await tapButton(page, '回顶');
  await page.getByText('固定 0 到底 1').waitFor();
  await top(page).getByRole('button', { name: '返回' }).click();
  assert.equal(
    await page.evaluate(() => getComputedStyle(document.documentElement).fontSize),
    '16px',
  );
});

test('a form gathers every kind of field, also a component’s own', async () => {
  const page = await table.phone('?page=pages/forms/forms');
  await page.getByRole('textbox', { name: '姓名' }).fill('张三');
  await page.getByText('你好 张三').waitFor();
  await page.getByPlaceholder('备注').fill('无');
  await page.getByText('甲项').click();
  await page.getByText('女').click();
  await page.getByRole('switch', { name: '同意' }).click();
  await page.getByRole('slider').fill('4');
  await page.getByText('水果：苹果').click();
  await page.getByRole('dialog', { name: '选水果' }).getByRole('option', { name: '桃' }).click();
  await page.getByRole('button', { name: '确定' }).click();
  await page.getByText('水果：桃').waitFor();
  await page.getByText('日期：2026-11-25').click();
  await page.getByLabel('日期', { exact: true }).fill('2026-11-26');
  await page.getByRole('button', { name: '确定' }).click();
  await page.getByText('日期：2026-11-26').waitFor();
  await tapButton(page, '提交');
  const sent = JSON.parse((await page.getByText('送出').innerText()).slice(3));
  assert.deepEqual(sent, {
    name: '张三',
    note: '无',
    needs: ['x'],
    sex: 'f',
    agree: true,
    count: 4,
    fruit: 2,
    own: '自带',
  });
  await tapButton(page, '清空');
  await page.getByText('送出 重置').waitFor();
  assert.equal(await page.getByRole('switch').isChecked(), false);
  assert.equal(await page.getByRole('textbox', { name: '姓名' }).inputValue(), '');
});

test('rich text keeps its looks and loses its scripts', async () => {
  const page = await table.phone();
  assert.equal(await page.locator('wx-rich-text').innerHTML(), '<b>粗</b>');
});

test('the capsule: share, leave and come back, start anew', async () => {
  const page = await table.phone();
  await page.getByRole('button', { name: '更多' }).click();
  await page.getByRole('button', { name: '转发给朋友' }).click();
  assert.deepEqual(await page.evaluate(() => __mini.outside), [
    { type: 'share', title: '分享标题', path: '/pages/home/home' },
  ]);
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
  table.emulator.emit('build_problems', { problems: ['pages/a/a.wxml:1 unknown tag <veiw>'] });
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
    getCurrentPages()[0].onShareAppMessage = () => {
      throw new Error('页面坏了');
    };
  });
  await page.getByRole('button', { name: '更多' }).click();
  await page.getByRole('button', { name: '转发给朋友' }).click();
  assert.match((await troubles(page)).errors.join(), /页面坏了/);
  await tapButton(page, '接住');
  assert.match(await log(page), /inner 接/);
});
