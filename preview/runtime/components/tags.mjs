/** Every built-in component of the preview; the compiler knows tags and their attributes by the same list. */
import { basic } from './basic.mjs';
import { choices } from './choices.mjs';
import { COMMON } from './define.mjs';
import { forms } from './form.mjs';
import { pickers } from './picker.mjs';
import { scrolling } from './scroll.mjs';

export const BUILTINS = [...basic, ...forms, ...choices, ...pickers, ...scrolling];
export const BUILTIN_TAGS = BUILTINS.map(({ tag }) => tag);
/** Names of the properties of each tag. @type {Map<string, Set<string>>} */
export const BUILTIN_PROPERTIES = new Map(
  BUILTINS.map(({ tag, properties }) => [tag, new Set(Object.keys({ ...COMMON, ...properties }))]),
);
