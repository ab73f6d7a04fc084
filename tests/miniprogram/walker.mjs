/** Somebody at the page that `make run` prints: the phone stands in it, the console beside it or below. */
import assert from 'node:assert/strict';
import { emulator } from './service.mjs';

const PATIENCE = Number(process.env.PATIENCE ?? 60000);
const PHONE_WIDTH = 600;

export class Walker {
  /** What was tapped, in words. @type {string[]} */
  taps = [];
  wrong = [];

  /**
   * @param t the test @param {[number, number]} size of the window; one that is narrow is a phone's, tapped by finger
   * @param {string} [openid] who holds the phone; somebody new without it
   */
  static async with(t, [width, height], openid) {
    const walker = new Walker();
    walker.openid = openid ?? (await emulator.newPhone());
    walker.finger = width < PHONE_WIDTH;
    const viewport = { width, height };
    const touch = { hasTouch: walker.finger, isMobile: walker.finger };
    walker.context = await emulator.browser.newContext({ viewport, locale: 'zh-CN', ...touch });
    await walker.context.addInitScript(
      (openid) => localStorage.setItem('console:phones', JSON.stringify([openid])),
      walker.openid,
    );
    t.after(() => walker.end());
    return walker.open();
  }

  async open() {
    this.page = await this.context.newPage();
    this.page.setDefaultTimeout(PATIENCE);
    this.page.on('pageerror', (error) => this.wrong.push(String(error)));
    await this.page.goto(`${emulator.address}/`);
    await this.findPhone();
    return this;
  }

  async findPhone() {
    const element = await this.page.locator('iframe').first().elementHandle();
    this.phone = await element.contentFrame();
    await this.phone.waitForFunction(() => globalThis.__mini?.ready && !__mini.over);
  }

  async end() {
    const seen = await this.phone.evaluate(() => [
      ...__mini.errors,
      ...[...__mini.missing].map((name) => `no wx.${name}`),
    ]);
    await this.context.close();
    assert.deepEqual([...this.wrong, ...seen], []);
  }

  /** One tap, counted. @param {string} name @param locator */
  async tap(name, locator) {
    await (this.finger ? locator.tap() : locator.click());
    this.taps.push(name);
  }

  /** One tap that nobody counts. */
  async press(name) {
    await this.tap(name, this.button(name));
  }

  /** @param {string} label of a field @param {string} text */
  async write(label, text) {
    await this.top.getByLabel(label, { exact: true }).fill(text);
  }

  /** Straight to a page, as a message leads there. @param {string} address */
  async goTo(address) {
    await this.phone.evaluate((url) => wx.reLaunch({ url }), `/${address}`);
  }

  /** The app thrown out of memory; its storage stays. */
  async restart() {
    // A document that is going is still there and ready; it is told by its mark from the one that comes.
    await this.phone.evaluate(() => {
      __mini.over = true;
      __mini.restart();
    });
    await this.findPhone();
  }

  /** The page of the phone that is on top. */
  get top() {
    return this.phone.locator('.mp-page:not([hidden])');
  }

  /** @param {string | RegExp} name of a button of that page, of a dialogue, or of WeChat's own sheets */
  button(name) {
    return this.phone.getByRole('button', { name }).filter({ visible: true });
  }

  answer(name) {
    return this.phone.getByRole('dialog').getByText(name, { exact: true });
  }

  words(words) {
    return this.phone.getByText(words).filter({ visible: true });
  }

  sees(words) {
    return this.words(words).first().waitFor();
  }

  gone(words) {
    return this.words(words).first().waitFor({ state: 'detached' });
  }

  async seesNot(words) {
    assert.equal(await this.words(words).count(), 0, `unexpected: ${words}`);
  }

  tab(name) {
    const tab = this.phone.getByRole('tab', { name, exact: true }).filter({ visible: true });
    return this.finger ? tab.tap() : tab.click();
  }

  /** Cut or restored as somebody does it beside the phone; on a narrow page that would be in the console's sheet. */
  async network(type) {
    if (this.finger) await this.phone.evaluate((kind) => __mini.phone.setNetwork(kind), type);
    else await this.page.getByLabel('网络').first().selectOption(type);
  }

  bookings() {
    return emulator.call(this.openid, 'my_bookings').then((reply) => reply.bookings);
  }
}
