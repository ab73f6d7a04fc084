/** Small helpers of the page: elements, taps, keys. */

/** Creates an element: properties are assigned, names with a dash and `role` become attributes. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-') || name === 'role') node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Marks the page while the keyboard is used, for what only it needs to see. */
export function noteKeyboard() {
  const mark = (used) => document.documentElement.toggleAttribute('data-keyboard', used);
  const tabbed = ({ key }) => key === 'Tab' && mark(true);
  // Coming in from outside, only the end of the key's stroke is felt here.
  for (const type of ['keydown', 'keyup']) addEventListener(type, tabbed, true);
  addEventListener('pointerdown', () => mark(false), true);
}

/** What a finger does: the component framework makes a tap of it. */
export function tap(node) {
  const { x, y, width, height } = node.getBoundingClientRect();
  for (const type of ['mousedown', 'mouseup']) {
    const at = { bubbles: true, composed: true, clientX: x + width / 2, clientY: y + height / 2 };
    node.dispatchEvent(new MouseEvent(type, at));
  }
}

/** Enter and space on a focused element do what a tap does. */
export function tapByKey(node) {
  node.addEventListener('keydown', (event) => {
    if (event.target !== node || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    tap(node);
  });
}
