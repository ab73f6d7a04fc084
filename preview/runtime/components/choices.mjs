/** switch, checkbox and radio on the browser's own, and the groups that tell of a change. */
import { el } from '../dom.mjs';

const groupOf = (item, tag) => item.$$.closest(`wx-${tag}-group`)?.__wxElement;

const toggle = (tag, type, onChange) => ({
  tag,
  properties: { value: String, checked: Boolean, disabled: Boolean, color: String },
  created(node) {
    const control = (this.control = node.appendChild(el('input', { type })));
    if (tag === 'switch') control.setAttribute('role', 'switch');
    control.addEventListener('input', (event) => event.stopPropagation());
    control.addEventListener('change', (event) => {
      event.stopPropagation();
      this.setData({ checked: control.checked });
      onChange(this);
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
});

const group = (tag) => ({
  tag: `${tag}-group`,
  methods: {
    items() {
      return [...this.$$.querySelectorAll(`wx-${tag}`)].map((node) => node.__wxElement);
    },
    /** @param value of its `change` event, from the values of the chosen items */
    tell(value) {
      const chosen = this.items().filter((item) => item.data.checked);
      this.triggerEvent('change', { value: value(chosen.map((item) => item.data.value)) });
    },
  },
});

export const choices = [
  toggle('switch', 'checkbox', (one) => one.triggerEvent('change', { value: one.data.checked })),
  toggle('checkbox', 'checkbox', (one) => groupOf(one, 'checkbox')?.tell((values) => values)),
  toggle('radio', 'radio', (one) => {
    const all = groupOf(one, 'radio');
    for (const other of all?.items() ?? []) if (other !== one) other.setData({ checked: false });
    all?.tell(([value]) => value);
  }),
  group('checkbox'),
  group('radio'),
];
