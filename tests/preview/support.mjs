/** What the tests of the preview share: the conformance mini-program built once, an emulator, a browser. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../preview/build.mjs';
import { launch } from '../browser/chromium.mjs';
import { FakeEmulator } from './fake-emulator.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

export const temporary = (name) => fs.mkdtempSync(path.join(os.tmpdir(), `${name}-`));

/** A copy of the conformance mini-program with its npm packages built, as DevTools leaves it. */
export function conformanceSources() {
  const root = temporary('conformance');
  fs.cpSync(path.join(here, 'conformance'), root, { recursive: true });
  fs.cpSync(path.join(here, 'packages'), path.join(root, 'miniprogram_npm'), { recursive: true });
  return root;
}

/** Writes files given as `{path: text}` into a new folder. */
export function folderOf(files) {
  const root = temporary('sources');
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
  return root;
}

/** A browser and a fake emulator that serves `preview`; close() ends both. */
export async function bench({ functions = {} } = {}) {
  const preview = temporary('preview');
  const { problems, built } = await build(conformanceSources(), preview);
  assert.ok(built);
  const emulator = await new FakeEmulator({ preview, functions }).start();
  const browser = await launch();
  const opened = [];

  /** Opens a page; everything it asks of other machines is recorded, not sent. */
  const open = async (
    address,
    { viewport = { width: 375, height: 780 }, context, ...options } = {},
  ) => {
    const used = context ?? (await browser.newContext({ viewport, locale: 'zh-CN', ...options }));
    const page = await used.newPage();
    page.setDefaultTimeout(60000);
    page.foreign = [];
    page.broken = [];
    page.on('pageerror', (error) => page.broken.push(error.stack));
    await page.route('**', (route) => {
      const url = route.request().url();
      if (url.startsWith(emulator.url) || url.startsWith('data:')) return route.continue();
      page.foreign.push(url);
      return route.abort();
    });
    await page.goto(emulator.url + address);
    opened.push(page);
    return page;
  };

  /** Opens the phone's frame itself, ready to be used. */
  const phone = async (query = '', options = {}) => {
    const page = await open(`/preview/frame.html${query}`, options);
    await ready(page);
    return page;
  };

  const close = async () => {
    await browser.close();
    await emulator.close();
  };
  return { emulator, browser, problems, open, phone, close, opened };
}

export const ready = (page) =>
  page.waitForFunction(() => globalThis.__mini?.ready && __mini.phone.connected);

/** The page on top, where a locator of a page below would find two. */
export const top = (page) => page.locator('.mp-page:not([hidden])');

export const tapButton = (page, name) =>
  top(page).getByRole('button', { name, exact: true }).click();

/** The line on which the plain page of the conformance mini-program says what it got. */
export const line = (page, text) =>
  typeof text === 'string'
    ? page.getByText(`线 ${text}`, { exact: true })
    : page.getByText(new RegExp(`^线 .*${text.source}`));

export const sheet = (page, name) => page.getByRole('dialog', { name });

/** What went wrong inside the preview. */
export const troubles = (page) =>
  page.evaluate(() => ({
    errors: __mini.errors,
    warnings: __mini.warnings,
    missing: [...__mini.missing],
  }));

export async function assertClean(page) {
  assert.deepEqual(await troubles(page), { errors: [], warnings: [], missing: [] });
  assert.deepEqual(page.foreign, []);
  assert.deepEqual(page.broken, []);
}
