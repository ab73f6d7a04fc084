/** The preview in a browser, its cloud answered by a fake backend: nothing else runs, no state is kept. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { backend } from './backend.mjs';
import { launch } from '../../browser/chromium.mjs';
import { build } from '../../../preview/build.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const ORIGIN = 'http://phone.test';
const PHONE = { width: 375, height: 720 };
const TALLEST = 4000;
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.png': 'image/png',
};

/** @returns {Promise<{open(scene: object): Promise<object>, picture(page: object, file: string): Promise<void>, close(): Promise<void>}>} */
export async function openPhones() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'shots-'));
  const { problems } = await build(path.join(root, 'miniprogram'), folder);
  if (problems.length) throw new Error(problems.join('\n'));
  const browser = await launch();
  const close = async () => {
    await browser.close();
    fs.rmSync(folder, { recursive: true });
  };
  return { open: (scene) => open(browser, folder, scene), picture, close };
}

/** @param {{page: string, large?: boolean, offline?: boolean, hang?: boolean, paid?: string[], act?: Function}} scene */
async function open(browser, folder, scene) {
  const server = backend(scene);
  const context = await browser.newContext({
    viewport: PHONE,
    deviceScaleFactor: 2,
    locale: 'zh-CN',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60000);
  await page.addInitScript(
    (stored) => localStorage.setItem('mini:shots:storage', stored),
    JSON.stringify(stored(scene)),
  );
  const thrown = [];
  page.on('pageerror', (error) => thrown.push(String(error)));
  await page.route('**/*', (route) => answer(route, folder, { ...scene, server }));
  await page.goto(`${ORIGIN}/frame.html?${address(scene.page)}`);
  await reach(page, scene);
  const errors = async () => [...thrown, ...(await page.evaluate(troubles))];
  return { page, errors, close: () => context.close() };
}

/** What the phone's storage holds: large type, and the bookings whose pay sheet said that they are paid. */
const stored = ({ large, paid = [] }) => ({
  ...(large && { large_type: { value: true } }),
  pay_sheets: {
    value: Object.fromEntries(paid.map((id) => [id, { said: 'paid', booking: null }])),
  },
});

/** The state that the scene is about. */
async function reach(page, scene) {
  await page.waitForFunction(() => globalThis.__mini?.ready);
  if (!scene.hang) await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
  if (scene.offline) await page.evaluate(() => globalThis.__mini.phone.setNetwork('none'));
  if (scene.act) await scene.act(page);
  await page.evaluate(() => document.fonts.ready);
}

const troubles = () => [...__mini.errors, ...[...__mini.missing].map((name) => `no wx.${name}`)];

/** pages/a/a?id=1 as the preview's address. */
function address(page) {
  const [route, query = ''] = page.split('?');
  return `phone=shots&page=${route}&${query}`;
}

function answer(route, folder, scene) {
  const url = new URL(route.request().url());
  const json = (body) =>
    route.fulfill({ contentType: 'application/json', body: JSON.stringify(body) });
  if (url.origin !== ORIGIN) return route.abort();
  if (url.pathname === '/_emulator/phones')
    return json({ phones: [{ openid: 'shots', name: '演示' }] });
  if (url.pathname.startsWith('/_emulator/')) return route.abort();
  if (url.pathname.startsWith('/functions/')) {
    if (scene.hang) return undefined;
    const name = url.pathname.slice('/functions/'.length);
    return json({
      result: scene.server.call(name, route.request().postDataJSON()),
      errMsg: 'ok',
      requestID: 'r',
    });
  }
  const file = path.join(folder, url.pathname);
  return route.fulfill({ path: file, contentType: TYPES[path.extname(file)] });
}

/** The whole page in one picture, however long: the screen grows until nothing is left to scroll. */
async function picture(page, file) {
  const more = await page.evaluate(() => {
    const body = [...document.querySelectorAll('.mp-body')].at(-1);
    return body.scrollHeight - body.clientHeight;
  });
  const height = Math.min(PHONE.height + more, TALLEST);
  if (more > 0) await page.setViewportSize({ width: PHONE.width, height });
  await page.screenshot({ path: file });
}
