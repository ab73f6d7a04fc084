/** The running preview: what went wrong, what was called, and the app's own life (launch, background, end). */
import { Chrome } from './bars.mjs';
import { el } from './dom.mjs';
import { Overlays } from './overlays.mjs';
import { Phone } from './phone.mjs';
import { openType } from './wx/account.mjs';

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
  }

  async start(params) {
    this.screen = el('div', { className: 'mp-screen' });
    document.body.append(this.screen);
    await this.phone.start(params);
    this.chrome = new Chrome(this);
    this.screen.append(this.chrome.node, this.chrome.capsule);
    this.#showProblems(this.problems);
    this.phone.on('server:build_problems', ({ problems }) => this.#showProblems(problems ?? []));
    this.phone.on('server:message', ({ message }) => {
      if (message?.openid !== this.phone.openid) return;
      this.overlays.banner(
        `服务通知 · ${message.title ?? ''}`,
        Object.values(message.values ?? {}).join('　'),
      );
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
    this.pages.appHidden(true);
    this.appCall('onHide');
    this.home = el(
      'div',
      { className: 'mp-home' },
      el('p', {}, '小程序在后台'),
      el('button', { onclick: () => this.resume() }, '回到小程序'),
      el('button', { onclick: () => this.restart() }, '重新打开小程序'),
    );
    this.screen.append(this.home);
    this.home.querySelector('button').focus();
  }

  resume() {
    this.home?.remove();
    this.home = null;
    this.appCall('onShow', this.launchOptions);
    this.pages.appHidden(false);
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
    const chosen = await this.overlays.actionSheet(['重新进入小程序']);
    if (chosen === 0) this.restart();
  }

  /**
   * Fills in the form of the page on top, its fields found by their labels, in this order: a field may bring others
   * along. Of chips one is chosen where none is.
   * @param {Record<string, string>} texts by label @returns {number} how many fields there were
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

function choose(group, text) {
  if (group.querySelector('[aria-checked=true]')) return;
  const radios = [...group.querySelectorAll('[role=radio]')];
  radios.find((radio) => radio.textContent.trim() === text)?.click();
}
