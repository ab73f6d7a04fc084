/** The service's time: a desktop's own clock may be anything. */

let ahead = 0;

/** Learns from an answer: `now` of the service, and when it was asked and answered here (milliseconds). */
export function sync(now: string, sent: number, answered: number): void {
  const told = Date.parse(now);
  if (Number.isFinite(told)) ahead = told - (sent + answered) / 2;
}

/** Milliseconds since 1970, as the service counts them. */
export const now = (): number => Date.now() + ahead;
