/** What lies over the page: toast, dialog, sheets, and WeChat's own screens for paying and permission. */
import { el } from './dom.mjs';

export class Overlays {
  #toast = null;
  #toastTimer = 0;
  /** How each open sheet is dismissed. */
  #open = new Set();

  constructor(host) {
    this.host = host;
  }

  /** Shows `build(done)` until done(value) is called; resolves to the value, null when dismissed. */
  open(build, { dismissible = true, place = 'bottom' } = {}) {
    const before = document.activeElement;
    return new Promise((resolve) => {
      const mask = el('div', { className: `mp-mask mp-${place}` });
      const done = (value) => {
        if (!mask.isConnected) return;
        mask.remove();
        this.#open.delete(done);
        this.host.phone.tapped = true;
        before?.focus?.({ preventScroll: true });
        resolve(value);
      };
      this.#open.add(done);
      mask.append(build(done));
      // The click that ends the tap which opened this belongs to what lay there before; the keyboard's has no count.
      let pressed = false;
      mask.addEventListener('pointerdown', () => (pressed = true), true);
      const rest = (event) => {
        if (!pressed && event.detail > 0) event.stopImmediatePropagation();
      };
      mask.addEventListener('click', rest, true);
      mask.onclick = (event) => {
        if (event.target === mask && dismissible) done(null);
      };
      mask.onkeydown = (event) => {
        if (event.key === 'Escape' && dismissible) done(null);
      };
      this.host.screen.append(mask);
      const first = mask.querySelector('[data-focus]') ?? mask.querySelector('button');
      first?.focus({ preventScroll: true });
    });
  }

  /** Whatever is open is left, as by somebody who goes to another app. */
  dismissAll() {
    for (const done of [...this.#open]) done(null);
  }

  hideToast() {
    clearTimeout(this.#toastTimer);
    this.#toast?.remove();
    this.#toast = null;
  }

  toast({ title = '', icon = 'success', duration = 1500, mask }, sticky = false) {
    this.hideToast();
    const sign = { success: '✓', error: '✕', loading: '◌' }[sticky ? 'loading' : icon];
    const box = el(
      'div',
      { className: 'mp-toast', role: 'status' },
      sign ? el('b', {}, sign) : null,
      title,
    );
    if (sign === '◌') box.firstChild.className = 'mp-spin';
    this.#toast = mask ? el('div', { className: 'mp-shield' }, box) : box;
    this.host.screen.append(this.#toast);
    if (!sticky) this.#toastTimer = setTimeout(() => this.hideToast(), duration);
  }

  async modal({ title, content = '', cancelText, confirmText, showCancel }) {
    const label = {
      className: 'mp-modal',
      role: 'dialog',
      'aria-modal': 'true',
      'aria-label': title || '提示',
    };
    const confirmed = await this.open(
      (done) => {
        const cancel = el('button', { onclick: () => done(false) }, cancelText ?? '取消');
        const confirm = el('button', { onclick: () => done(true) }, confirmText ?? '确定');
        const buttons = showCancel === false ? [confirm] : [cancel, confirm];
        const heading = title ? el('h3', {}, title) : null;
        return el('div', label, heading, el('p', {}, content), el('footer', {}, ...buttons));
      },
      { dismissible: false, place: 'center' },
    );
    return { confirm: confirmed === true, cancel: confirmed !== true, content: null };
  }

  /** @returns {Promise<number|null>} index of the chosen item */
  actionSheet(items) {
    return this.open((done) => {
      const label = { className: 'mp-sheet', role: 'dialog', 'aria-label': '请选择' };
      const option = (text, value, more = '') =>
        el('button', { className: `mp-option ${more}`, onclick: () => done(value) }, text);
      const options = items.map((text, index) => option(text, index));
      return el('div', label, ...options, option('取消', null, 'mp-cancel'));
    });
  }

  /** A question WeChat itself asks; without `no` a thing to read. @returns {Promise<boolean>} */
  async ask({ title, body = [], yes = '允许', no = '拒绝' }) {
    const answer = await this.open(
      (done) =>
        el(
          'div',
          {
            className: 'mp-sheet mp-ask',
            role: 'dialog',
            'aria-modal': 'true',
            'aria-label': title,
          },
          el('h3', {}, title),
          ...body,
          el(
            'footer',
            {},
            no ? el('button', { className: 'mp-no', onclick: () => done(false) }, no) : null,
            el('button', { className: 'mp-yes', 'data-focus': '', onclick: () => done(true) }, yes),
          ),
        ),
      { dismissible: false },
    );
    return answer === true;
  }
}
