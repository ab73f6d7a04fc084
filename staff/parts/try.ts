/** One step at a time, and in words why it did not go. */

import { ref, type Ref } from 'vue';
import { known } from '../services/api';

export interface Try {
  busy: Ref<boolean>;
  problem: Ref<string>;
  /** Nothing while another one runs; whether it went. */
  run(step: () => Promise<unknown>): Promise<boolean>;
}

export function useTry(): Try {
  const busy = ref(false);
  const problem = ref('');

  async function run(step: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    problem.value = '';
    try {
      await step();
    } catch (error) {
      problem.value = known(error).message;
    }
    busy.value = false;
    return problem.value === '';
  }

  return { busy, problem, run };
}
