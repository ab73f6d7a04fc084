/** Walking a table by the keyboard: arrows, Home and End go from row to row, Enter opens one. */

import { computed, ref } from 'vue';

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  Home: -Infinity,
  End: Infinity,
  PageDown: 10,
  PageUp: -10,
};

export function useRows(count: () => number, open: (at: number) => void) {
  const at = ref(0);
  // A list that was cut to fewer rows still has one that Tab leads to.
  const focused = computed({
    get: () => Math.max(0, Math.min(count() - 1, at.value)),
    set: (row) => (at.value = row),
  });

  function keys(event: KeyboardEvent): void {
    const row = event.target as HTMLElement;
    if (row.tagName !== 'TR') return;
    const step = STEPS[event.key];
    if (step !== undefined) {
      event.preventDefault();
      focused.value = Math.min(count() - 1, Math.max(0, focused.value + step));
      const body = row.parentElement;
      (body?.children[focused.value] as HTMLElement | undefined)?.focus();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      open(focused.value);
    }
  }

  return { focused, keys };
}
