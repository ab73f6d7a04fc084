/** Somebody with a phone in their hand. */
import assert from 'node:assert/strict';
import { emulator } from './service.mjs';

/** Long, for a machine that does other things too; a test that is meant to fail need not wait for it. */
const PATIENCE = Number(process.env.PATIENCE ?? 60000);

/** Somebody holding a phone: sees and taps what a person sees and taps. */
export class Person {
  /** @param {{openid: string, skew?: number}} who skew: seconds the phone's clock is off */
  constructor({ openid, skew = 0 }) {
    this.openid = openid;
    this.skew = skew;
    this.wrong = [];
  }

  /** A phone of its own; `t.after` closes it and asks whether anything went wrong. */
  static async with(t, who) {
    const person = new Person(who);
    person.context = await emulator.browser.newContext({
      viewport: { width: 375, height: 760 },
      locale: 'zh-CN',
    });
    t.after(() => person.end());
    return person;
  }

  /** Opens the app, at its first page or at one that a message or a code leads to. */
  async open(address = '') {
    const { wrong } = this;
    if (this.page) await this.shut();
    this.page = await this.context.newPage();
    this.page.setDefaultTimeout(PATIENCE);
    this.page.on('pageerror', (error) => wrong.push(String(error)));
    await this.page.route('**/*', (route) => {
      const url = route.request().url();
      if (url.startsWith(emulator.address) || url.startsWith('data:')) return route.continue();
      wrong.push(`left this machine: ${url}`);
      return route.abort();
    });
    const [name, query = ''] = address.split('?');
    const search = `phone=${this.openid}&skew=${this.skew}${name ? `&page=${name}&${query}` : ''}`;
    await this.page.goto(`${emulator.address}/preview/frame.html?${search}`);
    await this.page.waitForFunction(() => globalThis.__mini?.ready);
    await this.settled();
    return this;
  }

  /** Throws the app out of memory; its storage stays. */
  async shut() {
    await this.check();
    await this.page.close();
    this.page = null;
  }

  async check() {
    const seen = await this.page.evaluate(() => [
      ...__mini.errors,
      ...[...__mini.missing].map((name) => `no wx.${name}`),
      ...(__mini.problems ?? []),
    ]);
    this.wrong.push(...seen);
  }

  async end() {
    if (this.page) await this.shut();
    await this.context.close();
    assert.deepEqual(this.wrong, []);
  }

  settled() {
    return this.page
      .locator('[aria-busy=true]')
      .filter({ visible: true })
      .waitFor({ state: 'detached' });
  }

  /** @param {string | RegExp} words */
  words(words) {
    return this.page.getByText(words).filter({ visible: true });
  }

  sees(words) {
    return this.words(words).first().waitFor();
  }

  async seesNot(words) {
    await this.page.waitForFunction(() => true);
    assert.equal(await this.words(words).count(), 0, `unexpected: ${words}`);
  }

  gone(words) {
    return this.words(words).first().waitFor({ state: 'detached' });
  }

  tap(words) {
    return this.words(words).last().click();
  }

  button(name) {
    return this.page.getByRole('button', { name }).filter({ visible: true });
  }

  /** On the strip of days. @param {string} date */
  day(date) {
    const written = `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日`;
    return this.page.getByRole('tab', { name: written }).filter({ visible: true });
  }

  fill(label, text) {
    return this.page.getByLabel(label, { exact: true }).filter({ visible: true }).fill(text);
  }

  back() {
    return this.page.getByRole('button', { name: '返回' }).filter({ visible: true }).click();
  }

  /** On the sheet that asks for messages. */
  async answerMessages(answer = '允许') {
    await this.page.getByRole('dialog').getByText(answer, { exact: true }).click();
  }

  /** By its role: a bar of the page beneath, 放弃这个号 beside 付款 ¥50, reads like the sheet's button when it is read as text. */
  onPaySheet(name) {
    return this.button(name).click();
  }

  /** From the confirmation to the open pay sheet. */
  async bookAndMeetPaySheet() {
    await this.tap(/确认预约，付款 ¥/);
    await this.answerMessages();
    await this.sees('确认支付');
  }

  async network(type) {
    await this.page.evaluate((kind) => __mini.phone.setNetwork(kind), type);
  }

  /** Functions called since the app was opened. */
  calls(name) {
    return this.page.evaluate(
      (wanted) => __mini.calls.filter((one) => one.name === wanted).map((one) => one.data),
      name,
    );
  }

  bookings() {
    return emulator.call(this.openid, 'my_bookings').then((reply) => reply.bookings);
  }
}
