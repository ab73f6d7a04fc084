/** Components on their own, in WeChat's simulator of them. */
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { JSDOM } from 'jsdom';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../miniprogram');
const require = createRequire(import.meta.url);
const { window } = new JSDOM('<!doctype html><body></body>', { pretendToBeVisual: true });
const NEEDED = [
  'document',
  'HTMLElement',
  'Event',
  'CustomEvent',
  'Node',
  'MutationObserver',
  'Text',
  'Element',
];
Object.assign(
  globalThis,
  { window },
  Object.fromEntries(NEEDED.map((name) => [name, window[name]])),
);
const simulate = require('miniprogram-simulate');

/** A module of the mini-program, the very one the components use. */
export const load = (name) => require(path.join(root, name));

/**
 * @param {string} name folder in components/
 * @param {object} properties
 * @returns {{text(): string, all(selector: string): object[], tap(selector: string, at?: number): Promise<void>, set(properties: object): void, events: object[], remove(): void}}
 */
export function show(name, properties, listened = []) {
  const id = simulate.load(path.join(root, 'components', name, name), { rootPath: root });
  const component = simulate.render(id, properties);
  const events = [];
  for (const event of listened) {
    component.addEventListener(event, ({ detail }) => events.push([event, detail]));
  }
  component.attach(document.createElement('div'));
  return {
    events,
    text: () => component.dom.textContent.replace(/\s+/g, ' ').trim(),
    all: (selector) => component.querySelectorAll(selector),
    async tap(selector, at = 0) {
      component.querySelectorAll(selector)[at].dispatchEvent('tap');
      await simulate.sleep(0);
    },
    set: (changed) => component.setData(changed),
    remove: () => component.detach(),
  };
}
