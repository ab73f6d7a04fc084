/** What the browser tests share: the whole service on a free port with a state of its own, and people with phones. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from '../../preview/build.mjs';
import { launch } from '../browser/chromium.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
/** Other sources than ours can be tried, such as a mutated copy. */
const sources = process.env.MINIPROGRAM ?? path.join(root, 'miniprogram');
/** Long, for a machine that does other things too; a test that is meant to fail need not wait for it. */
const PATIENCE = Number(process.env.PATIENCE ?? 60000);
const PATIENCE_AT_START = 240000;

/** The running service, for every story: `start()` fills it in. */
export const emulator = {};

/** Starts the emulator and a browser; `emulator.close()` ends both and leaves nothing behind. */
export async function start() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'yuyue-browser-'));
  const home = path.join(folder, 'local');
  const python = path.join(root, '.venv/bin/python');
  const seed = ['-m', 'tests.support.seeded', home];
  const instant = execFileSync(python, seed, { cwd: root, encoding: 'utf8' });
  const { problems } = await build(sources, path.join(home, 'preview'));
  assert.deepEqual(problems, []);
  // Without a PATH there is no node, so nothing builds the preview again when a source is saved.
  const env = { ...process.env, PORT: '0', PATH: '', START: instant };
  const stdio = ['ignore', 'pipe', 'pipe'];
  const child = spawn(python, ['-m', 'emulator', '--home', home], { cwd: root, env, stdio });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  // A run that is cut short ends its emulator too.
  process.once('SIGTERM', () => {
    child.kill('SIGINT');
    process.exit(1);
  });
  const address = await listening(child);
  const browser = await launch();
  const close = async () => {
    await browser.close();
    child.kill('SIGINT');
    await ended;
    fs.rmSync(folder, { recursive: true, force: true });
  };
  Object.assign(emulator, { address, browser, close, ...control(address) });
}

function listening(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    const give = setTimeout(
      () => reject(new Error(`the emulator did not start:\n${said}`)),
      PATIENCE_AT_START,
    );
    const hear = (chunk) => {
      said += chunk;
      const found = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(said);
      if (found) resolve(found[1]);
      if (found) clearTimeout(give);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', () => reject(new Error(`the emulator ended:\n${said}`)));
  });
}

/** The emulator's control, and functions called without a phone. */
function control(address) {
  const json = { 'content-type': 'application/json' };
  const answer = async (response) => {
    const body = await response.json();
    assert.ok(response.ok, JSON.stringify(body));
    return body;
  };
  const get = (url) => fetch(`${address}/_emulator${url}`).then(answer);
  const post = (url, body = {}) =>
    fetch(`${address}/_emulator${url}`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify(body),
    }).then(answer);
  const drop = (url) => fetch(`${address}/_emulator${url}`, { method: 'DELETE' }).then(answer);

  /** @returns the data of a reply that must be OK */
  async function call(openid, name, data = {}) {
    const headers = { ...json, 'x-emulator-openid': openid };
    const body = JSON.stringify(data);
    const { result } = await fetch(`${address}/functions/${name}`, {
      method: 'POST',
      headers,
      body,
    }).then(answer);
    assert.equal(result?.code, 'OK', `${name}: ${JSON.stringify(result)}`);
    return result.data;
  }

  const newPhone = async (name = '演示') => (await post('/phones', { name })).phone.openid;
  const now = async () => (await get('/status')).now;
  return { get, post, drop, call, newPhone, now };
}

let order = 0;

/** A resident ID right in form and nobody's: region 990001 is not assigned. Another one every time. */
export function residentId(birth = '19530402') {
  order += 1;
  const seventeen = `990001${birth}${String(order).padStart(3, '0')}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(seventeen[at]), 0);
  return seventeen + '10X98765432'[sum % 11];
}

/** A user who has agreed to the terms and has one patient. */
export async function signedUp() {
  const openid = await emulator.newPhone();
  const { consent } = await emulator.call(openid, 'login');
  await emulator.call(openid, 'account', { action: 'accept_consent', version: consent.required });
  const form = {
    name: '李秀兰',
    id_type: 'resident_id',
    id_number: residentId(),
    phone: '13800000000',
    relation: 'self',
  };
  const { patient } = await emulator.call(openid, 'patients', { action: 'add', ...form });
  return { openid, patient: patient.id };
}

const day = (date, days) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86400000).toISOString().slice(0, 10);

/**
 * A slot in a department for everybody.
 * @param {{free?: boolean, ahead?: number, least?: number, availability?: string}} wanted
 */
export async function findSlot({ free = false, ahead = 2, least = 2, availability = 'free' } = {}) {
  const openid = await emulator.newPhone();
  const today = (await emulator.now()).slice(0, 10);
  const { hospitals } = await emulator.call(openid, 'catalog', { action: 'hospitals' });
  for (const { id } of hospitals) {
    const { departments } = await emulator.call(openid, 'catalog', {
      action: 'hospital',
      hospital_id: id,
    });
    for (const department of departments.filter(
      (one) => !one.sex && one.age_from === null && one.age_to === null,
    )) {
      const whose = {
        department_id: department.id,
        date_from: day(today, ahead),
        date_to: day(today, 7),
      };
      const { slots } = await emulator.call(openid, 'query_slots', whose);
      const found = slots.find((slot) => {
        const seats = availability !== 'free' || slot.left >= least;
        return slot.availability === availability && seats && (slot.fee_fen === 0) === free;
      });
      if (found) return found;
    }
  }
  throw new Error('the demo has no such slot');
}

/** Other people take seats of a slot until so many are left. */
export async function leaveSeats(slot, seats) {
  const whose = { doctor_id: slot.doctor_id, date_from: slot.date };
  const reader = await emulator.newPhone();
  const look = async () =>
    (await emulator.call(reader, 'query_slots', whose)).slots.find((one) => one.id === slot.id)
      .left;
  const takers = [];
  while ((await look()) > seats) {
    const other = await signedUp();
    const key = `taker-${other.openid}`.slice(0, 60);
    const taken = await emulator.call(other.openid, 'book', {
      slot_id: slot.id,
      patient_id: other.patient,
      idempotency_key: key,
    });
    takers.push({ ...other, booking: taken.booking });
  }
  return takers;
}

/** The page of a slot's confirmation, as its address in the mini-program. */
export const confirmPage = (slot) =>
  `pages/confirm/confirm?slot=${slot.id}&doctor=${slot.doctor_id}&date=${slot.date}`;

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

  /** By its role: a bar of the page beneath, 取消 beside 支付 ¥50, reads like the sheet's button when it is read as text. */
  onPaySheet(name) {
    return this.button(name).click();
  }

  /** From the confirmation to the open pay sheet. */
  async bookAndMeetPaySheet() {
    await this.tap(/确认预约，支付 ¥/);
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
