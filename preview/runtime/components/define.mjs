/**
 * Makes a built-in component of a plain description:
 * `{tag, properties, reflect, hoverClass, created, attached, detached, observers, methods}`; hooks get the DOM element.
 */
import { tapByKey } from '../dom.mjs';

export const ANY = null;
const ARIA = [
  'label', 'role', 'hidden', 'live', 'controls', 'labelledby', 'describedby', 'selected', 'disabled', 'checked',
  'expanded', 'modal', 'busy', 'level', 'current', 'valuenow', 'valuemin', 'valuemax', 'valuetext', 'invalid', 'required',
]; // prettier-ignore
const INTERACTIVE = ['button', 'link', 'tab', 'option', 'radio', 'checkbox', 'switch'];
const PRESSED_MS = 70;
const ariaProperty = (name) => `aria${name[0].toUpperCase()}${name.slice(1)}`;
const dashed = (word) => word.replace(/[A-Z]/g, (c) => '-' + c.toLowerCase());

/** What every component has besides its own properties. */
export const COMMON = {
  hidden: Boolean,
  hoverClass: String,
  ...Object.fromEntries(ARIA.map((name) => [ariaProperty(name), ANY])),
};

/** A definition for the framework's `defineComponent`. */
export function toDefinition(description, host) {
  const { tag, properties = {}, reflect = [], hoverClass = 'none', methods = {} } = description;
  return {
    is: tag,
    properties: {
      ...COMMON,
      hoverClass: { type: String, value: hoverClass },
      ...properties,
    },
    observers: [
      ...Object.entries(description.observers ?? {}).map(([fields, act]) => observer(fields, act)),
      observer('hidden', function (value) {
        this.$$.toggleAttribute('hidden', !!value);
      }),
      ...reflect.map(mirrored),
      ...ARIA.map(spoken),
    ],
    methods,
    lifetimes: lifetimes(description, host),
  };
}

/** The framework observes before there is an element too. */
const observer = (fields, act) => ({
  fields,
  observer(...values) {
    if (this.$$) act.call(this, ...values);
  },
});

/** A yes or no that styles look at, as an attribute. */
const mirrored = (property) =>
  observer(property, function (value) {
    this.$$.toggleAttribute(dashed(property), value);
  });

function spoken(name) {
  const attribute = name === 'role' ? 'role' : `aria-${name}`;
  return observer(ariaProperty(name), function (value) {
    // The name of a field belongs to the control inside it.
    setOrRemove((name !== 'role' && this.control) || this.$$, attribute, value);
    if (name === 'role' && INTERACTIVE.includes(value) && !this.$$.hasAttribute('tabindex')) {
      this.$$.tabIndex = 0;
      tapByKey(this.$$);
    }
  });
}

function setOrRemove(node, attribute, value) {
  if (value === undefined || value === null || value === '') node.removeAttribute(attribute);
  else node.setAttribute(attribute, String(value));
}

const lifetimes = ({ created, attached, detached }, host) => ({
  created() {
    if (!this.$$) return;
    this.host = host;
    created?.call(this, this.$$);
    this.$$.addEventListener('pointerdown', () => press(this));
  },
  attached() {
    if (this.$$) attached?.call(this, this.$$);
  },
  detached() {
    if (this.$$) detached?.call(this, this.$$);
  },
});

function press(component) {
  const { hoverClass, disabled } = component.data;
  if (!hoverClass || hoverClass === 'none' || disabled || component.pressed) return;
  component.pressed = hoverClass;
  component.classList.toggle(hoverClass, true);
  const release = () => {
    removeEventListener('pointerup', release, true);
    removeEventListener('pointercancel', release, true);
    setTimeout(() => {
      component.classList.toggle(component.pressed, false);
      component.pressed = null;
    }, PRESSED_MS);
  };
  addEventListener('pointerup', release, true);
  addEventListener('pointercancel', release, true);
}
