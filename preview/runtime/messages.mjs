/** Service messages as WeChat shows them: one drops down when it arrives, all stay in a list, a tap opens its page. */
import { el } from './dom.mjs';

const SHOWN_MS = 6000;
/** WeChat's number for "from a subscribe message". */
const FROM_A_MESSAGE = 1107;

export class ServiceMessages {
  constructor(host) {
    this.host = host;
    host.phone.on('server:message', ({ message }) => {
      if (message?.openid === host.phone.openid) this.#drop(message);
    });
  }

  /** Opens the page of a message; one without a page says what it says, and that is all. */
  open({ page }) {
    if (page) this.host.enter(page, FROM_A_MESSAGE);
  }

  /** The messages of this phone, newest first, as a part of another screen. */
  list() {
    const cards = el('ol', {}, el('li', {}, '正在读取…'));
    this.#fill(cards);
    return el('section', { className: 'mp-inbox' }, el('h2', {}, '服务通知'), cards);
  }

  async #fill(cards) {
    const { phone } = this.host;
    const path = `/messages?openid=${encodeURIComponent(phone.openid)}`;
    try {
      const { messages } = await phone.control('GET', path);
      const items = messages.reverse().map((message) => el('li', {}, this.#card(message)));
      cards.replaceChildren(...(items.length ? items : [el('li', {}, '还没有消息')]));
    } catch (error) {
      cards.replaceChildren(el('li', {}, `读不到消息：${error.message}`));
    }
  }

  #card(message, heading = message.title ?? '') {
    const lines = Object.entries(message.values ?? {}).flatMap(([label, value]) => [
      el('dt', {}, label),
      el('dd', {}, value),
    ]);
    const parts = [el('b', {}, heading), el('time', {}, shown(message.at)), el('dl', {}, ...lines)];
    if (!message.page) return el('div', { className: 'mp-message' }, ...parts);
    const more = el('span', { className: 'mp-more' }, '查看详情 ›');
    const onclick = () => this.open(message);
    return el('button', { className: 'mp-message', onclick }, ...parts, more);
  }

  #drop(message) {
    const close = el('button', { className: 'mp-close', 'aria-label': '收起通知' }, '✕');
    const card = this.#card(message, `服务通知 · ${message.title ?? ''}`);
    const banner = el('div', { className: 'mp-banner', role: 'status' }, card, close);
    const gone = () => banner.remove();
    close.onclick = gone;
    card.addEventListener('click', gone);
    this.host.screen.append(banner);
    this.host.home?.querySelector('.mp-inbox').replaceWith(this.list());
    setTimeout(gone, SHOWN_MS);
  }
}

/** "11-28 07:00" of an instant with the zone that everybody reads here. */
const shown = (at) =>
  String(at ?? '')
    .slice(5, 16)
    .replace('T', ' ');
