/**
 * Makes a built-in component of a plain description:
 * `{tag, properties, reflect, hoverClass, created, attached, observers, methods}`; hooks get the DOM element.
 */
import { play } from '../animation.mjs';
import { tapByKey } from '../dom.mjs';

export const ANY = null;
const ARIA = [
  'label', 'role', 'hidden', 'live', 'controls', 'labelledby', 'describedby', 'selected', 'disabled', 'checked',
  'expanded', 'modal', 'busy', 'level', 'current', 'valuenow', 'valuemin', 'valuemax', 'valuetext', 'invalid', 'required',
]; // prettier-ignore
const INTERACTIVE = [
  'button',
  'link',
  'tab',
  'option',
  'radio',
  'checkbox',
  'switch',
  'menuitem',
  'combobox',
];
const capital = (word) => word[0].toUpperCase() + word.slice(1);
const dashed = (word) => word.replace(/[A-Z]/g, (c) => '-' + c.toLowerCase());

/** A definition for the framework's `defineComponent`. */
export function toDefinition(description, host) {
  const {
    tag,
    properties = {},
    reflect = [],
    hoverClass = 'none',
    observers = {},
    methods = {},
  } = description;
  const watched = Object.entries(observers).map(([fields, observer]) => ({
    fields,
    observer(...values) {
      if (this.$$) observer.call(this, ...values);
    },
  }));
  const mirror = (property, apply) =>
    watched.push({
      fields: property,
      observer(value) {
        if (this.$$) apply(this, value);
      },
    });
  mirror('hidden', ({ $$ }, value) => $$.toggleAttribute('hidden', !!value));
  mirror('animation', ({ $$ }, exported) => play($$, exported));
  for (const property of reflect) {
    mirror(property, ({ $$ }, value) => {
      if (value === true || value === false) $$.toggleAttribute(dashed(property), value);
      else setOrRemove($$, dashed(property), value);
    });
  }
  for (const name of ARIA) {
    const attribute = name === 'role' ? 'role' : `aria-${name}`;
    mirror(`aria${capital(name)}`, (component, value) => {
      // The name of a field belongs to the control inside it.
      const target = (name !== 'role' && component.control) || component.$$;
      setOrRemove(target, attribute, value);
      if (
        name === 'role' &&
        INTERACTIVE.includes(value) &&
        !component.$$.hasAttribute('tabindex')
      ) {
        component.$$.tabIndex = 0;
        tapByKey(component.$$);
      }
    });
  }
  return {
    is: tag,
    properties: {
      hidden: Boolean,
      hoverClass: { type: String, value: hoverClass },
      hoverStartTime: Number,
      hoverStayTime: Number,
      hoverStopPropagation: Boolean,
      animation: ANY,
      ...Object.fromEntries(ARIA.map((name) => [`aria${capital(name)}`, ANY])),
      ...properties,
    },
    observers: watched,
    methods,
    lifetimes: {
      created() {
        if (!this.$$) return;
        this.host = host;
        description.created?.call(this, this.$$);
        this.$$.addEventListener('pointerdown', () => press(this));
      },
      attached() {
        if (this.$$) description.attached?.call(this, this.$$);
      },
      detached() {
        if (this.$$) description.detached?.call(this, this.$$);
      },
    },
  };
}

function setOrRemove(node, attribute, value) {
  if (value === undefined || value === null || value === '') node.removeAttribute(attribute);
  else node.setAttribute(attribute, String(value));
}

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
    }, 70);
  };
  addEventListener('pointerup', release, true);
  addEventListener('pointercancel', release, true);
}
