/** One way through loading and trouble for everything that a page reads. */

import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { known } from '../services/api';

export interface Reading<T> {
  /** Null until it is there; what was there stays while it is read again. */
  found: ShallowRef<T | null>;
  /** Why it is not there. */
  trouble: Ref<string>;
  read(): Promise<void>;
}

/** Reads at once, and again when asked; a slow answer never overwrites a later one. */
export function useReading<T>(load: () => Promise<T>): Reading<T> {
  const found = shallowRef<T | null>(null);
  const trouble = ref('');
  let turn = 0;

  async function read(): Promise<void> {
    const mine = ++turn;
    trouble.value = '';
    try {
      const loaded = await load();
      if (mine === turn) found.value = loaded;
    } catch (error) {
      if (mine === turn) trouble.value = known(error).message;
    }
  }

  void read();
  return { found, trouble, read };
}
