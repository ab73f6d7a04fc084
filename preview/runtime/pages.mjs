/** The page stack: opening, leaving and coming back, in WeChat's order and with its limits. */
import { el } from './dom.mjs';
import { TabBar, createNavBar } from './bars.mjs';
import { pullToRefresh } from './pull.mjs';

const MAX_DEPTH = 10;

export class Pages {
  stack = [];
  /** Tab pages live on while another tab is shown. */
  #tabs = new Map();

  constructor(host, pkg, { space, backend }) {
    Object.assign(this, { host, pkg, space, backend });
    this.tabBar = new TabBar(pkg.app.tabBar, { onTap: (index) => this.#tapTab(index) });
    addEventListener('resize', () => this.top && this.#measure(this.top));
  }

  get top() {
    return this.stack.at(-1);
  }

  /** Calls a method of a page if it has one; its exception is the page's, not the host's. */
  call(entry, method, ...args) {
    try {
      return entry?.page[method]?.(...args);
    } catch (error) {
      this.host.error(error);
      return undefined;
    }
  }

  parse(url) {
    const [ref, search = ''] = String(url).split('?');
    const base = this.top ? `/${this.top.path}` : '/';
    const path = new URL(ref, `http://page${base}`).pathname.slice(1);
    const pairs = search
      .split('&')
      .filter(Boolean)
      .map((pair) => {
        const at = pair.indexOf('=');
        return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      });
    return { path, query: Object.fromEntries(pairs) };
  }

  // ---- wx.navigateTo and its kin: each throws what WeChat says after "fail"
  navigateTo({ url }) {
    const { path, query } = this.#target(url);
    if (this.tabBar.has(path)) throw new Error('can not navigateTo a tabbar page');
    if (this.stack.length >= MAX_DEPTH) throw new Error('webview count limit exceed');
    this.#hide(this.top);
    this.open(path, query);
  }

  redirectTo({ url }) {
    const { path, query } = this.#target(url);
    if (this.tabBar.has(path)) throw new Error('can not redirectTo a tabbar page');
    this.#unload(this.stack.pop());
    this.open(path, query);
  }

  reLaunch({ url }) {
    const { path, query } = this.#target(url);
    this.closeAll();
    this.open(path, query);
  }

  switchTab({ url }) {
    const { path } = this.#target(url);
    if (!this.tabBar.has(path)) throw new Error('can not switch to no-tabBar page');
    if (this.top?.path === path && this.stack.length === 1) return;
    const leaving = this.stack.splice(0);
    for (const entry of leaving.reverse()) {
      if (entry.path === path) continue;
      if (!this.#tabs.has(entry.path)) this.#unload(entry);
      else if (!entry.shell.hidden) this.#hide(entry);
    }
    const kept = this.#tabs.get(path);
    if (!kept) return void this.open(path, {});
    this.stack.push(kept);
    this.#show(kept);
  }

  navigateBack({ delta = 1 } = {}) {
    if (this.stack.length < 2) throw new Error('cannot navigate back at first page');
    const count = Math.min(delta, this.stack.length - 1);
    for (let i = 0; i < count; i += 1) this.#unload(this.stack.pop());
    this.#show(this.top);
  }

  #target(url) {
    const target = this.parse(url);
    if (!this.pkg.pages.includes(target.path))
      throw new Error(`page "${target.path}" is not found`);
    return target;
  }

  closeAll() {
    const open = new Set([...this.stack.splice(0).reverse(), ...this.#tabs.values()]);
    this.#tabs.clear();
    for (const entry of open) this.#unload(entry);
  }

  /** The app goes to the background or comes back: the page on top is told. */
  appHidden(hidden) {
    if (!this.top) return;
    if (hidden) this.call(this.top, 'onHide');
    else this.call(this.top, 'onShow');
    this.top.root.getComponent().triggerPageLifetime(hidden ? 'hide' : 'show', []);
  }

  open(path, query) {
    const config = { ...this.pkg.app.window, ...this.pkg.configs[path] };
    const entry = { path, query, config, atBottom: false };
    entry.bar = createNavBar(config, {
      canGoBack: this.stack.length > 0,
      onBack: () => globalThis.wx.navigateBack().catch((error) => this.host.error(error.errMsg)),
    });
    const anchor = el('span');
    entry.body = el('div', { className: 'mp-body' }, anchor);
    entry.view = el('div', { className: 'mp-view' }, entry.body);
    entry.shell = el('div', { className: 'mp-page' }, entry.bar, entry.view);
    entry.shell.dataset.route = path;
    entry.shell.toggleAttribute('data-tab', this.tabBar.has(path));
    this.host.screen.insertBefore(entry.shell, this.tabBar.node);
    this.#watchScroll(entry);

    const search = new URLSearchParams(query).toString();
    entry.root = this.backend.createRoot('page', this.space, `/${path}${search && `?${search}`}`);
    entry.page = entry.root.get();
    Object.assign(entry.page, { route: path, options: query });
    this.stack.push(entry);
    if (this.tabBar.has(path)) this.#tabs.set(path, entry);
    entry.root.attach(entry.body, anchor);
    this.call(entry, 'onLoad', query);
    this.#show(entry);
    // After the components' own `ready`, which is queued when they are attached.
    Promise.resolve().then(() => this.call(entry, 'onReady'));
  }

  #show(entry) {
    entry.shell.hidden = false;
    this.tabBar.show(entry.path);
    this.#measure(entry);
    this.call(entry, 'onShow');
    entry.root.getComponent().triggerPageLifetime('show', []);
    this.#focus(entry);
    this.host.phone.tell('page', { path: entry.path });
  }

  /** Where one was on this page, else its title: never left behind on a page that is gone. */
  #focus(entry) {
    if (!document.hasFocus()) return;
    const back = entry.focused?.isConnected ? entry.focused : entry.bar.querySelector('h1');
    back.focus({ preventScroll: true });
  }

  #hide(entry) {
    if (!entry) return;
    this.call(entry, 'onHide');
    entry.root.getComponent().triggerPageLifetime('hide', []);
    const { activeElement } = document;
    entry.focused = entry.shell.contains(activeElement) ? activeElement : null;
    entry.shell.hidden = true;
  }

  #unload(entry) {
    this.#tabs.delete(entry.path);
    this.call(entry, 'onUnload');
    entry.root.release();
    entry.shell.remove();
  }

  #measure(entry) {
    entry.view.style.setProperty('--mp-vh', `${entry.view.clientHeight / 100}px`);
  }

  #watchScroll(entry) {
    const { body, config } = entry;
    body.addEventListener('scroll', () => {
      this.call(entry, 'onPageScroll', { scrollTop: body.scrollTop });
      const distance = config.onReachBottomDistance ?? 50;
      const atBottom = body.scrollTop + body.clientHeight >= body.scrollHeight - distance;
      if (atBottom && !entry.atBottom) this.call(entry, 'onReachBottom');
      entry.atBottom = atBottom;
    });
    pullToRefresh(body, {
      enabled: () => config.enablePullDownRefresh,
      refresh: () => this.pullDown(),
    });
  }

  pullDown() {
    this.top.view.toggleAttribute('refreshing', true);
    this.call(this.top, 'onPullDownRefresh');
  }

  stopPullDown() {
    this.top.view.toggleAttribute('refreshing', false);
  }

  #tapTab(index) {
    const { pagePath, text } = this.pkg.app.tabBar.list[index];
    globalThis.wx
      .switchTab({ url: `/${pagePath}` })
      .catch((error) => this.host.error(error.errMsg));
    this.call(this.top, 'onTabItemTap', { index: String(index), pagePath, text });
  }
}
