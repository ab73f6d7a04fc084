/** picker (a sheet with native controls) and picker-view (columns that snap). */
import { el } from '../dom.mjs';
import { ANY } from './define.mjs';

/** Each mode: builds its controls into `box`, returns a function that reads the choice. */
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
  multiSelector(box, { value }, text, component) {
    const chosen = [...(value ?? [])];
    const columns = el('div', { className: 'mp-columns' });
    const draw = () => {
      const selects = (component.data.range ?? []).map((column, c) => {
        const options = column.map((item, i) =>
          el('option', { selected: i === (chosen[c] ?? 0) }, text(item)),
        );
        const select = el('select', { 'aria-label': `第${c + 1}列` }, ...options);
        select.onchange = () => {
          chosen[c] = select.selectedIndex;
          component.triggerEvent('columnchange', { column: c, value: select.selectedIndex });
          draw();
        };
        return select;
      });
      columns.replaceChildren(...selects);
    };
    draw();
    box.append(columns);
    return () => (component.data.range ?? []).map((_, c) => chosen[c] ?? 0);
  },
  ...Object.fromEntries(
    ['date', 'time', 'region'].map((mode) => [
      mode,
      (box, { value, start, end, fields }) => {
        const type =
          mode === 'date' && fields === 'month' ? 'month' : mode === 'region' ? 'text' : mode;
        const shown = Array.isArray(value) ? value.join(' ') : (value ?? '');
        const input = el('input', {
          type,
          min: start ?? '',
          max: end ?? '',
          value: shown,
          'data-focus': '',
        });
        input.setAttribute('aria-label', { date: '日期', time: '时间', region: '地区' }[mode]);
        box.append(input);
        return () => (mode === 'region' ? input.value.split(' ') : input.value);
      },
    ]),
  ),
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
    fields: String,
    disabled: Boolean,
    headerText: String,
    name: String,
    customItem: String,
    level: String,
  },
  created() {
    this.addListener('tap', () => this.choose());
  },
  methods: {
    async choose() {
      if (this.data.disabled || this.open) return;
      this.open = true;
      const { rangeKey, headerText, mode } = this.data;
      const text = (item) => String(rangeKey ? item?.[rangeKey] : item);
      const chosen = await this.host.overlays.open((done) => {
        const box = el('div', {
          className: 'mp-sheet',
          role: 'dialog',
          'aria-label': headerText || '请选择',
        });
        const head = el(
          'header',
          {},
          el('button', { onclick: () => done(null) }, '取消'),
          el('span', {}, headerText),
          el('button', { className: 'mp-yes', onclick: () => done({ value: read() }) }, '确定'),
        );
        box.append(head);
        const read = MODES[mode](box, this.data, text, this);
        return box;
      });
      this.open = false;
      if (!chosen) return void this.triggerEvent('cancel', {});
      this.setData({ value: chosen.value });
      this.triggerEvent('change', chosen);
    },
    formValue() {
      return this.data.value;
    },
    formReset() {
      this.setData({ value: this.data.mode === 'selector' ? 0 : '' });
    },
  },
};

const rowOf = (column) => column.$$.firstElementChild?.offsetHeight || 34;

const pickerView = {
  tag: 'picker-view',
  properties: {
    value: ANY,
    name: String,
    indicatorStyle: String,
    maskStyle: String,
    indicatorClass: String,
    maskClass: String,
    immediateChange: Boolean,
  },
  attached() {
    requestAnimationFrame(() => this.showValue());
  },
  observers: {
    value() {
      requestAnimationFrame(() => this.showValue());
    },
  },
  methods: {
    columns() {
      return [...this.$$.querySelectorAll('wx-picker-view-column')].map((node) => node.__wxElement);
    },
    showValue() {
      this.columns().forEach((column, i) => {
        column.$$.scrollTop = (this.data.value?.[i] ?? 0) * rowOf(column);
      });
    },
    settled() {
      const value = this.columns().map((column) => Math.round(column.$$.scrollTop / rowOf(column)));
      if (String(value) === String(this.data.value)) return;
      this.setData({ value });
      this.triggerEvent('change', { value });
    },
    formValue() {
      return this.data.value ?? [];
    },
    formReset() {
      this.setData({ value: [] });
    },
  },
};

const pickerViewColumn = {
  tag: 'picker-view-column',
  created(node) {
    node.addEventListener('scrollend', () => node.closest('wx-picker-view')?.__wxElement.settled());
  },
};

export const pickers = [picker, pickerView, pickerViewColumn];
