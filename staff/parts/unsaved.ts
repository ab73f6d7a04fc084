/** What was typed and not saved is never lost silently: leaving asks, whichever way somebody leaves. */

import { onScopeDispose, watchEffect } from 'vue';
import { ask } from './ask';

const holders = new Set<() => boolean>();

/** While `dirty` is true, leaving the page asks. Call it in `setup`. */
export function useUnsaved(dirty: () => boolean): void {
  holders.add(dirty);
  watchEffect(guardWindow);
  onScopeDispose(() => {
    holders.delete(dirty);
    guardWindow();
  });
}

const unsaved = (): boolean => [...holders].some((dirty) => dirty());

/** Whether to go on: at once where nothing would be lost, else as somebody answers. */
export async function mayLeave(): Promise<boolean> {
  if (!unsaved()) return true;
  return ask({
    title: '还没有保存，要离开吗',
    text: '离开后，刚才改的内容就没有了',
    yes: '离开，不保存',
    no: '留下继续改',
  });
}

function guardWindow(): void {
  if (unsaved()) addEventListener('beforeunload', warn);
  else removeEventListener('beforeunload', warn);
}

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
  event.returnValue = '';
}
