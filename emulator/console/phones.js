/** The pretend phones: each a frame with the mini-program, held by somebody, with network and clock of its own. */
import { announce, control, on } from './api.js';
import { action, el, note } from './dom.js';
import { roleText } from './words.js';

const STORED = 'console:phones';
const MOST = 3;
const STAFF_PAGE = 'packages/staff/home/home';

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
  on('become', (openid) => area.shown.become(openid));
  on('phones', () => {
    for (const place of area.places) place.listHolders();
  });
  on('open-message', (asked) => {
    const place = area.places.find((one) => one.openid === asked.message.openid);
    if (!place?.mini?.ready) return;
    area.look(place);
    place.mini.messages.open(asked.message);
    asked.opened = true;
  });
  return area;
}

/** Where the phones lie: one at least, a few at most, the same ones again next time. */
class Area {
  places = [];
  /** Where the controls of the phones lie when they are not above each of them. */
  #elsewhere = null;

  constructor(root, shared, readPhones) {
    Object.assign(this, { root, shared, readPhones });
    const another = () => this.look(this.open(this.nextFree()));
    this.add = action('＋ 再放一部手机', another, { className: 'add' });
    root.append(this.add);
  }

  get shown() {
    return this.places.find((place) => place.shown);
  }

  /** A phone that nobody holds here yet; staff have theirs when somebody wants to be one of them. */
  nextFree() {
    const phones = this.shared.phones.filter((phone) => !phone.role);
    const used = this.places.map((place) => place.openid);
    return (phones.find((phone) => !used.includes(phone.openid)) ?? phones[0])?.openid ?? '';
  }

  open(openid) {
    const place = new Place(openid, this.shared, {
      changed: () => {
        this.#keep();
        announce('changed-hands');
      },
      newPhone: () => this.#newPhone(),
      look: () => this.look(place),
      remove: () => {
        this.places.splice(this.places.indexOf(place), 1);
        place.node.remove();
        place.controls.remove();
        this.#arrange();
      },
    });
    this.places.push(place);
    this.root.append(place.node, this.add);
    this.moveControls(this.#elsewhere);
    this.#arrange();
    return place;
  }

  /** Shows one phone where there is room for one only. */
  look(place) {
    for (const one of this.places) one.show(one === place);
    announce('looked-at', place);
  }

  /** The controls of every phone go into `elsewhere`, or back above their phone without it. */
  moveControls(elsewhere) {
    this.#elsewhere = elsewhere;
    for (const { node, controls } of this.places)
      if (elsewhere) elsewhere.append(controls);
      else node.prepend(controls);
    (elsewhere ?? this.root).append(this.add);
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
    if (!this.shown) this.look(places[0]);
    this.#keep();
  }

  #keep() {
    localStorage.setItem(STORED, JSON.stringify(this.places.map((place) => place.openid)));
  }
}

class Place {
  constructor(openid, shared, { changed, newPhone, look, remove }) {
    Object.assign(this, { openid, shared, changed, newPhone, skew: 0 });
    this.lookButton = action('看这部', look, { className: 'look' });
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
    this.controls = el(
      'header',
      { className: 'controls' },
      this.holder,
      this.network,
      this.skewed,
      action('⟳', () => this.mini?.restart(), {
        title: '重新打开小程序',
        'aria-label': '重新打开小程序',
      }),
      this.lookButton,
      this.removeButton,
    );
    const screen = el('div', { className: 'case' }, this.frame);
    const foot = el('footer', {}, this.page, this.problems);
    this.node = el('article', { className: 'phone' }, this.controls, screen, foot);
    this.listHolders();
    this.#show();
  }

  get mini() {
    return this.frame.contentWindow?.__mini;
  }

  get name() {
    return this.shared.nameOf(this.openid);
  }

  show(shown) {
    this.shown = shown;
    this.node.classList.toggle('shown', shown);
    this.lookButton.disabled = shown;
  }

  listHolders() {
    const options = this.shared.phones.map(({ openid, name, role, hospital }) => {
      const text = role ? `${roleText(role)} ${hospital ?? ''}` : name;
      return el('option', { value: openid, selected: openid === this.openid }, text);
    });
    this.holder.replaceChildren(...options, el('option', { value: '+' }, '新手机…'));
  }

  /** One of the staff takes it, and opens what is theirs. */
  become(openid) {
    this.openid = openid;
    this.listHolders();
    this.changed();
    this.#show(STAFF_PAGE);
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

  #show(page = '') {
    const search = new URLSearchParams({ phone: this.openid });
    if (page) search.set('page', page);
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
    if (detail.type === 'page') {
      this.page.textContent = detail.path;
      announce('phone-page');
    }
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
