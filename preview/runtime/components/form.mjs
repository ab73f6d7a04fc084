/** button, label, input and textarea. */
import { el, tapByKey } from '../dom.mjs';
import { focusOnPage } from '../scrolling.mjs';
import { ANY } from './define.mjs';

const LABELLED = 'wx-checkbox,wx-radio,wx-switch,wx-input,wx-textarea';

const button = {
  tag: 'button',
  hoverClass: 'button-hover',
  properties: { disabled: Boolean, loading: Boolean, openType: String },
  reflect: ['disabled', 'loading'],
  created(node) {
    node.setAttribute('role', 'button');
    node.tabIndex = 0;
    tapByKey(node);
    this.addListener('tap', () => {
      const { disabled, openType } = this.data;
      if (openType && !disabled) this.host.openType(openType, this);
    });
  },
  observers: {
    disabled(disabled) {
      if (disabled) this.$$.setAttribute('aria-disabled', 'true');
      else this.$$.removeAttribute('aria-disabled');
    },
  },
};

const label = {
  tag: 'label',
  properties: { for: String },
  created(node) {
    node.addEventListener('click', (event) => {
      if (event.target.closest?.(LABELLED)) return;
      const target = this.data.for
        ? [...document.querySelectorAll(LABELLED)].find((x) => x.__wxElement?.id === this.data.for)
        : node.querySelector(LABELLED);
      const control = target?.querySelector('input,textarea');
      if (control) focusOnPage(control);
      if (/checkbox|radio/.test(control?.type)) control.click();
    });
  },
};

const INPUT_MODE = { number: 'numeric', digit: 'decimal', tel: 'tel' };

const textField = (tag) => ({
  tag,
  properties: {
    value: ANY,
    type: { type: String, value: 'text' },
    placeholder: String,
    placeholderClass: String,
    disabled: Boolean,
    maxlength: { type: Number, value: 140 },
    focus: Boolean,
    autoHeight: Boolean,
    confirmType: String,
  },
  created(node) {
    const control = el(tag, { autocomplete: 'off', spellcheck: false });
    this.control = node.appendChild(control);
    listen(this, control, tag);
  },
  /** Styles are known only on the page: what the observer asked before that is asked again. */
  attached() {
    this.colourPlaceholder();
    this.fitHeight();
  },
  observers: fieldObservers(tag),
  methods: { colourPlaceholder, fitHeight },
});

function listen(field, control, tag) {
  const now = () => ({ value: control.value, cursor: control.selectionStart });
  control.addEventListener('input', (event) => {
    event.stopPropagation();
    field.setData({ value: control.value });
    field.triggerEvent('input', { ...now(), keyCode: 0 });
    field.fitHeight();
  });
  control.addEventListener('change', (event) => event.stopPropagation());
  control.addEventListener('focus', () =>
    field.triggerEvent('focus', { value: control.value, height: 0 }),
  );
  control.addEventListener('blur', () => field.triggerEvent('blur', now()));
  control.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && tag === 'input' && !event.isComposing)
      field.triggerEvent('confirm', now());
  });
}

function fieldObservers(tag) {
  return {
    value(value) {
      const text = value === null || value === undefined ? '' : String(value);
      if (this.control.value !== text) this.control.value = text;
      this.fitHeight();
    },
    placeholder(text) {
      this.control.placeholder = text;
    },
    placeholderClass() {
      this.colourPlaceholder();
    },
    disabled(disabled) {
      this.control.disabled = disabled;
    },
    maxlength(length) {
      if (length >= 0) this.control.maxLength = length;
      else this.control.removeAttribute('maxlength');
    },
    type(type) {
      if (tag === 'input') this.control.inputMode = INPUT_MODE[type] ?? 'text';
    },
    focus(focus) {
      if (focus) setTimeout(() => focusOnPage(this.control));
    },
  };
}

/** The browser's placeholder takes its colour from outside, WeChat's from a class. */
function colourPlaceholder() {
  const { placeholderClass } = this.data;
  const probe = this.$$.appendChild(el('i', { className: placeholderClass }));
  const colour = placeholderClass ? getComputedStyle(probe).color : '';
  this.$$.style.setProperty('--mp-placeholder', colour);
  probe.remove();
}

function fitHeight() {
  if (!this.data.autoHeight) return;
  this.$$.style.height = 'auto';
  this.control.rows = 1;
  this.control.style.height = 'auto';
  this.control.style.height = `${this.control.scrollHeight}px`;
}

export const forms = [button, label, textField('input'), textField('textarea')];
