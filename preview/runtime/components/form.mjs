/** button, label, form and the fields in it. A field answers `formValue()` and `formReset()`. */
import { el, tapByKey } from '../dom.mjs';
import { ANY } from './define.mjs';

const FIELDS =
  'wx-input,wx-textarea,wx-switch,wx-slider,wx-radio-group,wx-checkbox-group,wx-picker,wx-picker-view,[form-field]';
const LABELLED = 'wx-checkbox,wx-radio,wx-switch,wx-input,wx-textarea,wx-button';
const componentOf = (node) => node?.__wxElement;

const button = {
  tag: 'button',
  hoverClass: 'button-hover',
  properties: {
    type: String,
    size: String,
    plain: Boolean,
    disabled: Boolean,
    loading: Boolean,
    formType: String,
    openType: String,
    lang: String,
    sessionFrom: String,
    sendMessageTitle: String,
    sendMessagePath: String,
    sendMessageImg: String,
    showMessageCard: Boolean,
    appParameter: String,
    phoneNumberNoQuotaToast: Boolean,
  },
  reflect: ['type', 'size', 'disabled', 'loading', 'plain'],
  created(node) {
    node.setAttribute('role', 'button');
    node.tabIndex = 0;
    tapByKey(node);
    this.addListener('tap', () => {
      if (this.data.disabled) return;
      const form = componentOf(this.data.formType && node.closest('wx-form'));
      if (form) this.data.formType === 'reset' ? form.reset() : form.submit();
      if (this.data.openType) this.host.openType(this.data.openType, this);
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
        ? [...document.querySelectorAll(LABELLED)].find((x) => componentOf(x)?.id === this.data.for)
        : node.querySelector(LABELLED);
      const control = target?.querySelector('input,textarea');
      control?.focus();
      if (/checkbox|radio/.test(control?.type)) control.click();
    });
  },
};

// A component of the mini-program with wx://form-field has a value, and no methods of ours.
const valueOf = (field) => (field.formValue ? field.formValue() : field.data.value);

const form = {
  tag: 'form',
  properties: { reportSubmit: Boolean, reportSubmitTimeout: Number },
  methods: {
    fields() {
      return [...this.$$.querySelectorAll(FIELDS)].map(componentOf);
    },
    submit() {
      const named = this.fields().filter((field) => field.data.name);
      const value = Object.fromEntries(named.map((field) => [field.data.name, valueOf(field)]));
      this.triggerEvent('submit', { value, formId: '' });
    },
    reset() {
      for (const field of this.fields()) field.formReset?.();
      this.triggerEvent('reset', {});
    },
  },
};

const INPUT_MODE = { number: 'numeric', digit: 'decimal', tel: 'tel' };
const textField = (tag) => ({
  tag,
  properties: {
    value: ANY,
    name: String,
    type: { type: String, value: 'text' },
    password: Boolean,
    placeholder: String,
    placeholderStyle: String,
    placeholderClass: String,
    disabled: Boolean,
    maxlength: { type: Number, value: 140 },
    focus: Boolean,
    autoFocus: Boolean,
    autoHeight: Boolean,
    confirmType: String,
    confirmHold: Boolean,
    cursor: Number,
    cursorSpacing: Number,
    cursorColor: String,
    adjustPosition: Boolean,
    alwaysEmbed: Boolean,
    selectionStart: Number,
    selectionEnd: Number,
    holdKeyboard: Boolean,
    fixed: Boolean,
    showConfirmBar: Boolean,
    disableDefaultPadding: Boolean,
    autoFill: String,
  },
  created(node) {
    const control = (this.control = node.appendChild(
      el(tag, { autocomplete: 'off', spellcheck: false }),
    ));
    const now = () => ({ value: control.value, cursor: control.selectionStart });
    control.addEventListener('input', (event) => {
      event.stopPropagation();
      this.setData({ value: control.value });
      this.triggerEvent('input', { ...now(), keyCode: 0 });
      this.fitHeight();
    });
    control.addEventListener('change', (event) => event.stopPropagation());
    control.addEventListener('focus', () =>
      this.triggerEvent('focus', { value: control.value, height: 0 }),
    );
    control.addEventListener('blur', () => this.triggerEvent('blur', now()));
    control.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && tag === 'input' && !event.isComposing)
        this.triggerEvent('confirm', now());
    });
  },
  /** Styles are known only on the page: what the observer asked before that is asked again. */
  attached() {
    this.colourPlaceholder();
  },
  observers: {
    value(value) {
      const text = value === null || value === undefined ? '' : String(value);
      if (this.control.value !== text) this.control.value = text;
      this.fitHeight();
    },
    placeholder(text) {
      this.control.placeholder = text;
    },
    'placeholderStyle, placeholderClass'() {
      this.colourPlaceholder();
    },
    disabled(disabled) {
      this.control.disabled = disabled;
    },
    maxlength(length) {
      if (length >= 0) this.control.maxLength = length;
      else this.control.removeAttribute('maxlength');
    },
    'type, password'(type, password) {
      if (tag !== 'input') return;
      this.control.type = password || type === 'safe-password' ? 'password' : 'text';
      this.control.inputMode = INPUT_MODE[type] ?? 'text';
    },
    'focus, autoFocus'(focus, autoFocus) {
      if (focus || autoFocus) setTimeout(() => this.control.focus());
    },
  },
  methods: {
    colourPlaceholder() {
      const { placeholderStyle, placeholderClass } = this.data;
      const probe = this.$$.appendChild(el('i', { className: placeholderClass }));
      probe.style.cssText = placeholderStyle;
      const colour = placeholderStyle || placeholderClass ? getComputedStyle(probe).color : '';
      this.$$.style.setProperty('--mp-placeholder', colour);
      probe.remove();
    },
    formValue() {
      return this.control.value;
    },
    formReset() {
      this.setData({ value: '' });
    },
    fitHeight() {
      if (!this.data.autoHeight) return;
      this.$$.style.height = 'auto';
      this.control.rows = 1;
      this.control.style.height = 'auto';
      this.control.style.height = `${this.control.scrollHeight}px`;
    },
  },
});

const toggle = (tag, type, onChange) => ({
  tag,
  properties: {
    checked: Boolean,
    disabled: Boolean,
    color: String,
    name: String,
    value: String,
    type: String,
  },
  created() {
    const control = (this.control = this.$$.appendChild(el('input', { type })));
    if (tag === 'switch') control.setAttribute('role', 'switch');
    control.addEventListener('input', (event) => event.stopPropagation());
    control.addEventListener('change', (event) => {
      event.stopPropagation();
      this.setData({ checked: control.checked });
      onChange.call(this);
    });
  },
  observers: {
    checked(checked) {
      this.control.checked = checked;
    },
    disabled(disabled) {
      this.control.disabled = disabled;
    },
    color(color) {
      this.$$.style.setProperty('--mp-on', color);
    },
  },
  methods: {
    formValue() {
      return this.control.checked;
    },
    formReset() {
      this.setData({ checked: false });
    },
  },
});

const toggleGroup = (tag, item, single) => ({
  tag,
  properties: { name: String },
  methods: {
    items() {
      return [...this.$$.querySelectorAll(item)].map(componentOf);
    },
    formValue() {
      const chosen = this.items()
        .filter((x) => x.data.checked)
        .map((x) => x.data.value);
      return single ? (chosen[0] ?? '') : chosen;
    },
    formReset() {
      for (const x of this.items()) x.setData({ checked: false });
    },
  },
});

const slider = {
  tag: 'slider',
  properties: {
    min: { type: Number, value: 0 },
    max: { type: Number, value: 100 },
    step: { type: Number, value: 1 },
    value: { type: Number, value: 0 },
    disabled: Boolean,
    showValue: Boolean,
    name: String,
    activeColor: String,
    backgroundColor: String,
    blockSize: Number,
    blockColor: String,
  },
  created(node) {
    const control = (this.control = node.appendChild(el('input', { type: 'range' })));
    this.output = node.appendChild(el('output'));
    const on = (type, event) =>
      control.addEventListener(type, (e) => {
        e.stopPropagation();
        this.setData({ value: Number(control.value) });
        this.triggerEvent(event, { value: Number(control.value) });
      });
    on('input', 'changing');
    on('change', 'change');
  },
  observers: {
    'min, max, step, value, showValue'(min, max, step, value, showValue) {
      Object.assign(this.control, { min, max, step });
      this.control.value = value;
      this.output.textContent = value;
      this.output.hidden = !showValue;
    },
    disabled(disabled) {
      this.control.disabled = disabled;
    },
  },
  methods: {
    formValue() {
      return Number(this.control.value);
    },
    formReset() {
      this.setData({ value: this.data.min });
    },
  },
};

export const forms = [
  button,
  label,
  form,
  textField('input'),
  textField('textarea'),
  toggle('switch', 'checkbox', function () {
    this.triggerEvent('change', { value: this.data.checked });
  }),
  toggle('checkbox', 'checkbox', function () {
    const group = componentOf(this.$$.closest('wx-checkbox-group'));
    group?.triggerEvent('change', { value: group.formValue() });
  }),
  toggle('radio', 'radio', function () {
    const group = componentOf(this.$$.closest('wx-radio-group'));
    for (const other of group?.items() ?? []) if (other !== this) other.setData({ checked: false });
    group?.triggerEvent('change', { value: group.formValue() });
  }),
  toggleGroup('checkbox-group', 'wx-checkbox', false),
  toggleGroup('radio-group', 'wx-radio', true),
  slider,
];
