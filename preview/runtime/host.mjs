/** The running preview: what went wrong, what was called, and the app's own life (launch, background, end). */
import { Chrome } from './bars.mjs';
import { el, noteKeyboard } from './dom.mjs';
import { ServiceMessages } from './messages.mjs';
import { Overlays } from './overlays.mjs';
import { Phone } from './phone.mjs';
import { openType } from './wx/account.mjs';
import { manageMessages } from './wx/subscribe.mjs';

export class Host {
  ready = false;
  errors = [];
  warnings = [];
  /** Members of `wx` that a page asked for and the preview lacks. */
  missing = new Set();
  /** `{name, data, result | error}` of every cloud function called. */
  calls = [];
  /** What left the app: `{type: 'phone' | 'location' | 'calendar', …}`. */
  outside = [];

  constructor(pkg, problems) {
    this.pkg = pkg;
    this.problems = problems;
    this.phone = new Phone(this);
    this.overlays = new Overlays(this);
    this.messages = new ServiceMessages(this);
  }

  async start(params) {
    this.screen = el('div', { className: 'mp-screen' });
    document.body.append(this.screen);
    noteKeyboard();
    await this.phone.start(params);
    this.chrome = new Chrome(this);
    this.screen.append(this.chrome.node, this.chrome.capsule);
    this.#showProblems(this.problems);
    this.phone.on('server:build_problems', ({ what, problems }) => {
      if (what === 'preview') this.#showProblems(problems);
    });
  }

  error(error) {
    const text = String(error?.stack ?? error?.errMsg ?? error?.message ?? error);
    this.errors.push(text);
    console.error(error);
    this.phone.tell('error', { text });
  }

  launch(params) {
    const reserved = ['phone', 'page', 'skew', 'scene'];
    const query = Object.fromEntries([...params].filter(([name]) => !reserved.includes(name)));
    const path = (params.get('page') ?? this.pkg.pages[0]).replace(/^\//, '');
    // A QR code's scene reaches the page's query still encoded, as WeChat hands it over.
    if (params.has('scene')) query.scene = encodeURIComponent(params.get('scene'));
    const known = this.pkg.pages.includes(path);
    this.launchOptions = { path, query, scene: params.has('scene') ? 1047 : 1001 };
    this.appCall('onLaunch', this.launchOptions);
    this.appCall('onShow', this.launchOptions);
    this.pages.open(known ? path : this.pkg.pages[0], known ? query : {});
    this.ready = true;
    this.phone.tell('ready');
  }

  appCall(method, argument) {
    try {
      this.app()[method]?.(argument);
    } catch (error) {
      this.error(error);
    }
  }

  /** The capsule's ring: WeChat keeps the app for a while; it may also be thrown out of memory. */
  close() {
    if (this.home) return;
    this.#leave();
    this.home = el(
      'div',
      { className: 'mp-home' },
      el('p', {}, '小程序在后台'),
      el('button', { onclick: () => this.resume() }, '回到小程序'),
      el('button', { onclick: () => this.restart() }, '重新打开小程序'),
      this.messages.list(),
    );
    this.screen.append(this.home);
    this.home.querySelector('button').focus({ preventScroll: true });
  }

  resume() {
    this.#comeBack(this.launchOptions);
    this.pages.appHidden(false);
  }

  /** Opened from outside while it runs: to the front, and every page gives way to the one that is named. */
  enter(url, scene) {
    if (!this.home) this.#leave();
    this.overlays.dismissAll();
    const { path, query } = this.pages.parse(`/${url.replace(/^\//, '')}`);
    this.#comeBack({ path, query, scene });
    const known = this.pkg.pages.includes(path);
    this.pages.closeAll();
    this.pages.open(known ? path : this.pkg.pages[0], known ? query : {});
  }

  #leave() {
    this.pages.appHidden(true);
    this.appCall('onHide');
  }

  #comeBack(options) {
    this.home?.remove();
    this.home = null;
    this.appCall('onShow', options);
  }

  /** A cold start: memory is gone, storage is kept. */
  restart() {
    this.#load({});
  }

  /** New code: the same page again. */
  reload() {
    const { path, query } = this.pages?.top ?? {};
    this.#load(path ? { page: path, ...query } : {});
  }

  #load(parameters) {
    const search = new URLSearchParams(location.search);
    for (const name of [...search.keys()])
      if (!['phone', 'skew'].includes(name)) search.delete(name);
    for (const [name, value] of Object.entries(parameters)) search.set(name, value);
    location.replace(`${location.pathname}?${search}`);
  }

  async menu() {
    const items = {
      服务通知: () => this.close(),
      通知管理: () => manageMessages(this),
      重新进入小程序: () => this.restart(),
    };
    const chosen = await this.overlays.actionSheet(Object.keys(items));
    if (chosen !== null) await Object.values(items)[chosen]();
  }

  /**
   * Fills in the form of the page on top, its fields found by their labels, in this order: a field may bring others
   * along. Of chips the first that is there is chosen.
   * @param {Record<string, string | string[]>} texts by label; of chips the texts, the likeliest first @returns {number} how many fields there were
   */
  fill(texts) {
    const found = Object.entries(texts).map(([label, text]) => {
      const labelled = [...this.pages.top.shell.querySelectorAll(`[aria-label="${label}"]`)];
      const field = labelled.find((node) => node.matches('input, textarea, [role=radiogroup]'));
      if (field?.matches('[role=radiogroup]')) choose(field, text);
      else if (field) type(field, text);
      return Boolean(field);
    });
    return found.filter(Boolean).length;
  }

  openType(type, button) {
    return openType(this, type, button);
  }

  #showProblems(problems) {
    this.problems = problems;
    this.screen.querySelector('.mp-problems')?.remove();
    if (!problems.length) return;
    const lines = problems.slice(0, 20).map((text) => el('li', {}, text));
    const summary = el('summary', {}, `构建问题 ${problems.length}`);
    const box = el(
      'details',
      { className: 'mp-problems', role: 'alert' },
      summary,
      el('ol', {}, ...lines),
    );
    this.screen.append(box);
  }
}

function type(field, text) {
  field.value = text;
  for (const event of ['input', 'blur']) field.dispatchEvent(new globalThis.Event(event));
}

function choose(group, texts) {
  const radios = [...group.querySelectorAll('[role=radio]')];
  const found = texts.map((text) => radios.find((radio) => radio.textContent.trim() === text));
  found.find(Boolean)?.click();
}
