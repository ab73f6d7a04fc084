/** picker: a sheet with native controls, for one of a list or for a date. */
import { el } from '../dom.mjs';
import { ANY } from './define.mjs';

/** Each mode builds its controls into `box` and returns a function that reads the choice. */
const MODES = {
  selector(box, { range, value }, text) {
    let chosen = Number(value) || 0;
    const options = (range ?? []).map((item, index) => {
      const option = el('button', { className: 'mp-option', role: 'option' }, text(item));
      option.setAttribute('aria-selected', String(index === chosen));
      option.onclick = () => {
        chosen = index;
        options.forEach((o) => o.setAttribute('aria-selected', String(o === option)));
      };
      return option;
    });
    box.append(el('div', { className: 'mp-options', role: 'listbox' }, ...options));
    return () => String(chosen);
  },
  date(box, { value, start, end }) {
    const input = el('input', {
      type: 'date',
      min: start ?? '',
      max: end ?? '',
      value: value ?? '',
      'data-focus': '',
      'aria-label': '日期',
    });
    box.append(input);
    return () => input.value;
  },
};

const picker = {
  tag: 'picker',
  properties: {
    mode: { type: String, value: 'selector' },
    range: ANY,
    rangeKey: String,
    value: ANY,
    start: String,
    end: String,
    disabled: Boolean,
    headerText: String,
  },
  created() {
    this.addListener('tap', () => this.choose());
  },
  observers: {
    mode(mode) {
      if (!MODES[mode]) this.host.error(new Error(`the preview has no picker of mode ${mode}`));
    },
  },
  methods: {
    async choose() {
      if (this.data.disabled || this.open) return;
      this.open = true;
      const chosen = await this.host.overlays.open((done) => sheet(this.data, done));
      this.open = false;
      if (!chosen) return void this.triggerEvent('cancel', {});
      this.setData({ value: chosen.value });
      this.triggerEvent('change', chosen);
    },
  },
};

function sheet(data, done) {
  const { rangeKey, headerText, mode } = data;
  const text = (item) => String(rangeKey ? item?.[rangeKey] : item);
  const label = headerText || '请选择';
  const box = el('div', { className: 'mp-sheet', role: 'dialog', 'aria-label': label });
  const head = el(
    'header',
    {},
    el('button', { onclick: () => done(null) }, '取消'),
    el('span', {}, headerText),
    el('button', { className: 'mp-yes', onclick: () => done({ value: read() }) }, '确定'),
  );
  box.append(head);
  const read = MODES[mode](box, data, text);
  return box;
}

export const pickers = [picker];
