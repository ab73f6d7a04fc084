/** A dialog over the page: opened with the focus on its first field, and kept open until whoever shows it lets go. */

import { nextTick, onBeforeUnmount, onMounted, useTemplateRef } from 'vue';

/**
 * For the dialog with `ref="box"`. `fields` are where the focus may begin; when it is gone it is where it was. What is
 * returned keeps it open: a browser closes it by a second Esc in a row, whatever is said.
 */
export function useDialog(fields: string): () => void {
  const box = useTemplateRef<HTMLDialogElement>('box');
  const before = document.activeElement as HTMLElement | null;
  const stay = (): void => box.value?.showModal();
  onMounted(async () => {
    stay();
    await nextTick();
    box.value?.querySelector<HTMLElement>(fields)?.focus();
  });
  onBeforeUnmount(() => {
    if (before?.isConnected) void nextTick(() => before.focus());
  });
  return stay;
}
