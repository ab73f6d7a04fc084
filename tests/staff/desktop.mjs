/** Somebody at a desktop of the hospital. */
import assert from 'node:assert/strict';
import jsQR from 'jsqr';
import { emulator } from '../miniprogram/service.mjs';
import { Person } from '../miniprogram/person.mjs';

const PATIENCE = Number(process.env.PATIENCE ?? 60000);

/** What the page's policy refused, as sentences; installed before any script of the page. */
const HEAR_REFUSALS = () => {
  globalThis.__refused = [];
  addEventListener('securitypolicyviolation', (event) =>
    globalThis.__refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`),
  );
};

/** A browser of its own; nothing of it may go wrong, leave this machine or be refused by the page's policy. */
export class Desktop {
  static async with(t, { width = 1280, height = 720 } = {}) {
    const desktop = new Desktop();
    desktop.wrong = [];
    desktop.context = await emulator.browser.newContext({
      viewport: { width, height },
      locale: 'zh-CN',
    });
    await desktop.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await desktop.context.addInitScript(HEAR_REFUSALS);
    t.after(() => desktop.end());
    return desktop;
  }

  async open(address = '') {
    const { wrong } = this;
    this.page = await this.context.newPage();
    this.page.setDefaultTimeout(PATIENCE);
    this.page.on('pageerror', (error) => wrong.push(String(error)));
    this.page.on('request', (request) => {
      if (!request.url().startsWith(emulator.address)) wrong.push(`left: ${request.url()}`);
    });
    await this.page.goto(`${emulator.address}/staff/${address}`);
    return this;
  }

  async end() {
    for (const page of this.context.pages())
      this.wrong.push(...(await page.evaluate(() => globalThis.__refused ?? [])));
    await this.context.close();
    assert.deepEqual(this.wrong, []);
  }

  /** @param {string | RegExp} words */
  sees(words) {
    return this.page.getByText(words).filter({ visible: true }).first().waitFor();
  }

  gone(words) {
    return this.page
      .getByText(words)
      .filter({ visible: true })
      .first()
      .waitFor({ state: 'detached' });
  }

  button(name) {
    return this.page.getByRole('button', { name }).filter({ visible: true });
  }

  link(name) {
    return this.page.getByRole('link', { name, exact: true });
  }

  fill(label, text) {
    return this.page.getByLabel(label, { exact: true }).fill(text);
  }

  /** Of the last list with a label. */
  async choose(label, option) {
    await this.page.getByLabel(label, { exact: true }).last().click();
    const options = this.page
      .locator('.t-select-option')
      .filter({ hasText: option, visible: true });
    await options.first().click();
  }

  row(words) {
    return this.page.getByRole('row').filter({ hasText: words });
  }

  /** What the code on the screen says, read from its picture as a camera does. */
  async code() {
    const shown = this.page.getByRole('img', { name: '登录码' });
    await this.page.locator('[data-test=match]').waitFor();
    return this.read(await shown.screenshot());
  }

  /** What the picture of a code says. */
  async read(png) {
    const { data, width, height } = await this.pixels(png);
    const found = jsQR(Uint8ClampedArray.from(data), width, height);
    assert.ok(found, 'the code cannot be read');
    return found.data;
  }

  /** A picture's pixels, unpacked by a page that has no policy. */
  async pixels(png) {
    const page = await emulator.browser.newPage();
    const picture = await page.evaluate(unpacked, png.toString('base64'));
    await page.close();
    return picture;
  }

  match() {
    return this.page.locator('[data-test=match]').innerText();
  }

  /** Signs in with the phone of one of the staff. @param {Person} phone open at the phone's staff page */
  async signInBy(phone) {
    await scan(phone, await this.code());
    await phone.sees('电脑上显示的是哪个数字');
    await phone.button(await this.match()).click();
    await phone.sees('可以了，请看电脑');
    await this.button('退出登录').waitFor();
  }
}

async function unpacked(base64) {
  const picture = new Image();
  picture.src = `data:image/png;base64,${base64}`;
  await picture.decode();
  const { width, height } = picture;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const paper = canvas.getContext('2d');
  paper.drawImage(picture, 0, 0);
  return { data: [...paper.getImageData(0, 0, width, height).data], width, height };
}

/** The phone's camera meets a code. */
export async function scan(phone, code) {
  await phone.button('扫码登录电脑').click();
  await phone.page.getByLabel('码的内容').fill(code);
  await phone.page.getByText('使用', { exact: true }).click();
}

/** @param {string} role @param {number} [at] which hospital's, in the order of the demo @returns the demo's somebody */
export async function demoStaff(role, at = 0) {
  const { staff } = await emulator.get('/staff');
  return staff.filter((one) => one.role === role)[at];
}

/** The phone of one of the staff, open at their page. */
export async function phoneOf(t, openid) {
  const phone = await Person.with(t, { openid });
  return phone.open('packages/staff/home/home');
}
