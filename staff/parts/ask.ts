/** A question with two answers; `<AskBox>` in App.vue shows it. */

import { shallowRef } from 'vue';

export interface Question {
  title: string;
  text: string;
  yes: string;
  no: string;
}

export const asked = shallowRef<(Question & { answer(yes: boolean): void }) | null>(null);

/** Another question before this one is answered is a no to the first. */
export function ask(question: Question): Promise<boolean> {
  asked.value?.answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean): void => {
      asked.value = null;
      resolve(yes);
    };
    asked.value = { ...question, answer };
  });
}
