/** What lies over the page: toast, dialog, sheets, and WeChat's own screens for paying and permission. */
import { el } from './dom.mjs';

export class Overlays {
  #toast = null;
  #toastTimer = 0;

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
        this.host.phone.tapped = true;
        before?.focus?.();
        resolve(value);
      };
      mask.append(build(done));
      mask.onclick = (event) => {
        if (event.target === mask && dismissible) done(null);
      };
      mask.onkeydown = (event) => {
        if (event.key === 'Escape' && dismissible) done(null);
      };
      this.host.screen.append(mask);
      mask.querySelector('[data-focus],button')?.focus({ preventScroll: true });
    });
  }

  hideToast() {
    clearTimeout(this.#toastTimer);
    this.#toast?.remove();
    this.#toast = null;
  }

  toast({ title = '', icon = 'success', duration = 1500, image, mask }, sticky = false) {
    this.hideToast();
    const sign = image ? '' : { success: '✓', error: '✕', loading: '◌' }[sticky ? 'loading' : icon];
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

  async modal(o) {
    const input = o.editable
      ? el('input', {
          placeholder: o.placeholderText ?? '',
          value: o.content ?? '',
          'data-focus': '',
        })
      : null;
    const confirmed = await this.open(
      (done) => {
        const cancel = el('button', { onclick: () => done(false) }, o.cancelText ?? '取消');
        const confirm = el('button', { onclick: () => done(true) }, o.confirmText ?? '确定');
        if (o.cancelColor) cancel.style.color = o.cancelColor;
        if (o.confirmColor) confirm.style.color = o.confirmColor;
        return el(
          'div',
          {
            className: 'mp-modal',
            role: 'dialog',
            'aria-modal': 'true',
            'aria-label': o.title || '提示',
          },
          o.title ? el('h3', {}, o.title) : null,
          input ?? el('p', {}, o.content ?? ''),
          el('footer', {}, o.showCancel === false ? null : cancel, confirm),
        );
      },
      { dismissible: false, place: 'center' },
    );
    return { confirm: confirmed, cancel: !confirmed, content: input ? input.value : null };
  }

  /** @returns {Promise<number|null>} index of the chosen item */
  actionSheet(items, { title = '', color } = {}) {
    return this.open((done) => {
      const box = el('div', {
        className: 'mp-sheet',
        role: 'dialog',
        'aria-label': title || '请选择',
      });
      if (title) box.append(el('p', { className: 'mp-hint' }, title));
      items.forEach((text, index) => {
        const option = el('button', { className: 'mp-option', onclick: () => done(index) }, text);
        if (color) option.style.color = color;
        box.append(option);
      });
      box.append(
        el('button', { className: 'mp-option mp-cancel', onclick: () => done(null) }, '取消'),
      );
      return box;
    });
  }

  /** A question WeChat itself asks. @returns {Promise<boolean>} */
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
            el('button', { className: 'mp-no', onclick: () => done(false) }, no),
            el('button', { className: 'mp-yes', 'data-focus': '', onclick: () => done(true) }, yes),
          ),
        ),
      { dismissible: false },
    );
    return answer === true;
  }

  /** A service message that has just arrived; gone by itself, never in the way of a finger. */
  banner(title, text) {
    const box = el(
      'div',
      { className: 'mp-banner', role: 'status' },
      el('b', {}, title),
      el('p', {}, text),
    );
    this.host.screen.append(box);
    setTimeout(() => box.remove(), 5000);
  }
}
