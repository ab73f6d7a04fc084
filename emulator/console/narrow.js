/** On a phone the mini-program has the whole screen; the console lies in a sheet that comes up from below. */
import { on } from './api.js';
import { el } from './dom.js';
import { fillButton } from './people.js';

const NARROW = window.matchMedia('(max-width: 599px)');

/** @param area of the phones @param parts of the console: what lies in the sheet while there is little room */
export function layOut(area, { top, main, panels }) {
  const controls = el('section', { className: 'in-hand', 'aria-label': '手机的设置' });
  const looked = () => area.places.find((place) => place.shown);
  const sheet = new Sheet(fillButton(() => looked()?.mini?.pages?.top));
  const tell = () => sheet.tell(looked().name);
  for (const type of ['looked-at', 'phones', 'changed-hands']) on(type, tell);
  for (const type of ['looked-at', 'fill']) on(type, () => sheet.open(false));
  const arrange = () => {
    sheet.open(false);
    document.body.classList.toggle('narrow', NARROW.matches);
    area.moveControls(NARROW.matches ? controls : null);
    if (NARROW.matches) sheet.node.append(top, controls, panels);
    else {
      main.before(top);
      main.append(panels);
    }
  };
  NARROW.addEventListener('change', arrange);
  arrange();
  tell();
}

/** The sheet, and the bar with what opens and closes it. */
class Sheet {
  node = el('section', { id: 'sheet', 'aria-label': '控制台', hidden: true });
  #phone = el('b');
  #handle = el(
    'button',
    { id: 'handle', type: 'button', 'aria-controls': 'sheet', 'aria-expanded': 'false' },
    el('span', {}, '控制台'),
    this.#phone,
  );

  /** @param fill the button that stands beside the handle */
  constructor(fill) {
    document.body.append(this.node, el('div', { id: 'bar' }, this.#handle, fill));
    this.#handle.onclick = () => this.open(this.node.hidden);
    this.node.onkeydown = ({ key }) => {
      if (key !== 'Escape') return;
      this.open(false);
      this.#handle.focus();
    };
  }

  open(shown) {
    this.node.hidden = !shown;
    this.#handle.setAttribute('aria-expanded', String(shown));
  }

  tell(name) {
    this.#phone.textContent = name;
  }
}
