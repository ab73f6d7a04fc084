/** Every built-in component of the preview; the compiler knows tags by the same list. */
import { basic } from './basic.mjs';
import { forms } from './form.mjs';
import { pickers } from './picker.mjs';
import { scrolling } from './scroll.mjs';

export const BUILTINS = [...basic, ...forms, ...pickers, ...scrolling];
export const BUILTIN_TAGS = BUILTINS.map(({ tag }) => tag);
