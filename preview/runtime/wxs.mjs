/**
 * What WXS has and JavaScript lacks. Modules of WXS run while the compiled templates are loaded, so these
 * names stand as soon as this file is imported.
 */
const KINDS = {
  '[object Array]': 'Array',
  '[object Date]': 'Date',
  '[object RegExp]': 'RegExp',
};

globalThis.getRegExp = (pattern, flags) => new RegExp(pattern, flags);
globalThis.getDate = (...args) => new Date(...args);
/** `value.constructor` of WXS: a word. */
globalThis.__wxsConstructor = (value) => {
  if (value === null || value === undefined) return undefined;
  const kind = typeof value;
  if (kind === 'object') return KINDS[Object.prototype.toString.call(value)] ?? 'Object';
  return kind[0].toUpperCase() + kind.slice(1);
};
