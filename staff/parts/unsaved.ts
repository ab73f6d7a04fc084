/** What was typed and not saved is never lost silently: leaving asks, whichever way somebody leaves. */

import { onScopeDispose, watchEffect } from 'vue';
import { ask, type Question } from './ask';

const UNSAVED: Question = {
  title: '还没有保存，要离开吗',
  text: '离开后，刚才改的内容就没有了',
  yes: '离开，不保存',
  no: '留下继续改',
};
const holders = new Map<() => boolean, Question>();

/** While `dirty` is true, leaving the page asks. Call it in `setup`. */
export function useUnsaved(dirty: () => boolean, question = UNSAVED): void {
  holders.set(dirty, question);
  watchEffect(guardWindow);
  onScopeDispose(() => {
    holders.delete(dirty);
    guardWindow();
  });
}

const unsaved = (): Question | undefined => [...holders].find(([dirty]) => dirty())?.[1];

/** Whether to go on: at once where nothing would be lost, else as somebody answers. */
export async function mayLeave(): Promise<boolean> {
  const question = unsaved();
  return question ? ask(question) : true;
}

function guardWindow(): void {
  if (unsaved()) addEventListener('beforeunload', warn);
  else removeEventListener('beforeunload', warn);
}

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
  event.returnValue = '';
}
