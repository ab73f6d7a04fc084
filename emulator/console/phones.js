/** The pretend phones: each a frame with the mini-program, held by somebody, with network and clock of its own. */
import { announce, control, on } from './api.js';
import { action, el, note } from './dom.js';

const STORED = 'console:phones';
const MOST = 3;

export function phonesArea(root, shared, readPhones) {
  const area = new Area(root, shared, readPhones);
  const kept = JSON.parse(localStorage.getItem(STORED) ?? '[]');
  const valid = kept.filter((openid) => shared.phones.some((phone) => phone.openid === openid));
  for (const openid of valid.length ? valid.slice(0, MOST) : [area.nextFree()]) area.open(openid);
  on('*', (event) => {
    for (const place of area.places) place.mini?.phone?.receive(event);
  });
  on('fill', (form) => {
    const filled = area.places.filter((place) => place.mini?.fill(form));
    if (!filled.length) note('请先在手机里打开“添加就诊人”', 'bad');
  });
  on('phones', () => {
    for (const place of area.places) place.listHolders();
  });
}

/** Where the phones lie: one at least, a few at most, the same ones again next time. */
class Area {
  places = [];

  constructor(root, shared, readPhones) {
    Object.assign(this, { root, shared, readPhones });
    this.add = action('＋ 再放一部手机', () => this.open(this.nextFree()), { className: 'add' });
    root.append(this.add);
  }

  /** A phone that nobody holds here yet. */
  nextFree() {
    const { phones } = this.shared;
    const used = this.places.map((place) => place.openid);
    return (phones.find((phone) => !used.includes(phone.openid)) ?? phones[0])?.openid ?? '';
  }

  open(openid) {
    const place = new Place(openid, this.shared, {
      changed: () => this.#keep(),
      newPhone: () => this.#newPhone(),
      remove: () => {
        this.places.splice(this.places.indexOf(place), 1);
        place.node.remove();
        this.#arrange();
      },
    });
    this.places.push(place);
    this.root.insertBefore(place.node, this.add);
    this.#arrange();
  }

  async #newPhone() {
    const name = prompt('新手机叫什么？（最多 20 字）');
    if (!name) return null;
    const { phone } = await control('POST', '/phones', { name });
    await this.readPhones();
    return phone.openid;
  }

  #arrange() {
    const { places } = this;
    this.add.hidden = places.length >= MOST;
    for (const place of places) place.removeButton.hidden = places.length === 1;
    document.body.dataset.phones = String(places.length);
    this.#keep();
  }

  #keep() {
    localStorage.setItem(STORED, JSON.stringify(this.places.map((place) => place.openid)));
  }
}

class Place {
  constructor(openid, shared, { changed, newPhone, remove }) {
    Object.assign(this, { openid, shared, changed, newPhone, skew: 0 });
    this.holder = el('select', { 'aria-label': '这部手机是谁的', onchange: () => this.#choose() });
    this.network = el(
      'select',
      { 'aria-label': '网络', onchange: () => this.mini.phone.setNetwork(this.network.value) },
      ...[['wifi', 'Wi-Fi'], ['4g', '4G'], ['none', '断网']].map(([value, text]) => el('option', { value }, text)),
    ) // prettier-ignore
    this.skewed = el(
      'select',
      { 'aria-label': '手机时钟', onchange: () => this.#setSkew() },
      ...[[0, '时钟准'], [10800, '快 3 小时'], [-10800, '慢 3 小时']].map(([value, text]) => el('option', { value }, text)),
    ) // prettier-ignore
    this.removeButton = action('✕', remove, { 'aria-label': '收起这部手机', className: 'quiet' });
    this.page = el('code');
    this.problems = el('details', { className: 'problems', hidden: true });
    this.frame = el('iframe', { title: '小程序' });
    this.frame.onload = () => this.#loaded();
    this.node = el(
      'article',
      { className: 'phone' },
      el(
        'header',
        {},
        this.holder,
        this.network,
        this.skewed,
        action('⟳', () => this.mini?.restart(), {
          title: '重新打开小程序',
          'aria-label': '重新打开小程序',
        }),
        this.removeButton,
      ),
      el('div', { className: 'case' }, this.frame),
      el('footer', {}, this.page, this.problems),
    );
    this.listHolders();
    this.#show();
  }

  get mini() {
    return this.frame.contentWindow?.__mini;
  }

  listHolders() {
    const options = this.shared.phones.map(({ openid, name }) =>
      el('option', { value: openid, selected: openid === this.openid }, name),
    );
    this.holder.replaceChildren(...options, el('option', { value: '+' }, '新手机…'));
  }

  async #choose() {
    if (this.holder.value === '+') {
      const made = await this.newPhone().catch((error) => note(error.message, 'bad'));
      this.holder.value = made ?? this.openid;
      if (!made) return;
    }
    this.openid = this.holder.value;
    this.changed();
    this.#show();
  }

  #show() {
    const search = new URLSearchParams({ phone: this.openid });
    if (this.skew) search.set('skew', String(this.skew));
    this.frame.src = `/preview/frame.html?${search}`;
  }

  #setSkew() {
    this.skew = Number(this.skewed.value);
    if (this.mini) this.mini.phone.skewSeconds = this.skew;
  }

  #loaded() {
    const { contentWindow } = this.frame;
    this.errors = [];
    this.problems.hidden = true;
    contentWindow.addEventListener('mini', ({ detail }) => this.#heard(detail));
    if (this.mini?.phone) this.network.value = this.mini.phone.network;
  }

  #heard(detail) {
    if (detail.type === 'page') this.page.textContent = detail.path;
    if (detail.type === 'network') this.network.value = detail.network;
    if (detail.type === 'call') announce('phone-call', detail);
    if (detail.type === 'ready') this.network.value = this.mini.phone.network;
    if (detail.type === 'error') {
      this.errors.push(detail.text);
      this.problems.hidden = false;
      const list = el(
        'ol',
        {},
        this.errors.map((text) => el('li', {}, el('pre', {}, text))),
      );
      this.problems.replaceChildren(el('summary', {}, `页面出错 ${this.errors.length}`), list);
    }
  }
}
