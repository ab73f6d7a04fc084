/** What WeChat draws around a page: status bar, navigation bar, capsule and tab bar. */
import { el } from './dom.mjs';

export function createNavBar(config, { canGoBack, onBack }) {
  const back = el(
    'button',
    { className: 'mp-back', 'aria-label': '返回', hidden: !canGoBack, onclick: onBack },
    '‹',
  );
  const title = el('h1', { tabIndex: -1 }, config.navigationBarTitleText ?? '');
  const bar = el('div', { className: 'mp-nav' }, back, title);
  bar.style.background = config.navigationBarBackgroundColor ?? '#ffffff';
  bar.style.color = config.navigationBarTextStyle === 'white' ? '#ffffff' : '#000000';
  return bar;
}

/** Clock, network and holder of the phone, and WeChat's capsule. */
export class Chrome {
  constructor(host) {
    this.host = host;
    this.time = el('time');
    this.signal = el('span', { className: 'mp-signal' });
    this.node = el(
      'div',
      { className: 'mp-status' },
      this.time,
      el('span', { className: 'mp-holder' }, host.phone.name),
      this.signal,
    );
    this.capsule = el(
      'div',
      { className: 'mp-capsule' },
      el('button', { 'aria-label': '更多', onclick: () => host.menu() }, '•••'),
      el('button', { 'aria-label': '关闭小程序', onclick: () => host.close() }, el('i')),
    );
    this.draw();
    setInterval(() => this.draw(), 1000);
    host.phone.on('network', () => this.draw());
  }

  draw() {
    const { phone } = this.host;
    const now = new Intl.DateTimeFormat('zh-CN', {
      hour: '2-digit',
      minute: '2-digit',
      hour12: false,
      timeZone: 'Asia/Shanghai',
    }).format(phone.now());
    if (this.time.textContent !== now) this.time.textContent = now;
    const network = phone.online ? { wifi: 'Wi-Fi', '4g': '4G' }[phone.network] : '无网络';
    if (this.signal.textContent !== network) this.signal.textContent = network;
  }
}

export class TabBar {
  constructor(config, { onTap }) {
    this.config = config;
    this.items = (config?.list ?? []).map((tab, index) => {
      const icon = tab.iconPath ? el('img', { alt: '', src: tab.iconPath }) : null;
      const label = el('span', {}, tab.text);
      const button = el('button', { role: 'tab', onclick: () => onTap(index) }, icon, label);
      return { tab, icon, button };
    });
    const buttons = this.items.map((item) => item.button);
    this.node = el('div', { className: 'mp-tabbar', role: 'tablist', hidden: true }, ...buttons);
    if (!config) return;
    this.node.style.background = config.backgroundColor ?? '#fff';
    this.node.dataset.border = config.borderStyle ?? 'black';
  }

  has(path) {
    return this.items.some(({ tab }) => tab.pagePath === path);
  }

  /** Marks the tab of `path`; hidden on any other page. */
  show(path) {
    this.node.hidden = !this.has(path);
    const { color = '#999', selectedColor = '#07c160' } = this.config ?? {};
    for (const { tab, icon, button } of this.items) {
      const selected = tab.pagePath === path;
      button.setAttribute('aria-selected', String(selected));
      button.style.color = selected ? selectedColor : color;
      if (icon) icon.src = (selected && tab.selectedIconPath) || tab.iconPath;
    }
  }
}
