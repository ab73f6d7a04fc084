/** A page of the mini-program on its own, without anything drawn: opened, told things, and looked at. */
import { fresh } from './support.mjs';

/** Sets `a.b` and `a` alike. */
function assign(data, changes) {
  for (const [path, value] of Object.entries(changes)) {
    const names = path.split('.');
    const last = names.pop();
    names.reduce((inner, name) => inner[name], data)[last] = value;
  }
}

/**
 * `wx` must be there already. @param {string} name such as `pages/search/search`
 * @returns the page as WeChat would make it, `onLoad` not called yet
 */
export function opened(name) {
  const { wx } = globalThis;
  wx.setNavigationBarTitle ??= () => undefined;
  wx.navigateTo ??= ({ url }) => wx.went?.push(url);
  wx.redirectTo ??= ({ url }) => wx.went?.push(url);
  wx.showToast ??= ({ title }) => wx.said?.push(title);
  wx.went = [];
  wx.said = [];
  let definition;
  globalThis.Page = (given) => (definition = given);
  globalThis.getCurrentPages = () => [{}, {}];
  fresh(`${name}.js`);
  const page = { ...definition, data: structuredClone(definition.data) };
  page.setData = (changes) => assign(page.data, changes);
  return page;
}

/** Until what was begun has ended, however many turns it takes. @param {() => boolean} done */
export async function until(done) {
  for (let turn = 0; turn < 1000 && !done(); turn += 1)
    await new Promise((resolve) => setImmediate(resolve));
  if (!done()) throw new Error('it never came');
}

export const input = (value, field) => ({
  detail: { value },
  currentTarget: { dataset: { field } },
});
export const tap = (dataset = {}) => ({ currentTarget: { dataset } });
