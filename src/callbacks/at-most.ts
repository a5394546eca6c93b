import { startTimer } from '@runapi.ai/core/callbacks';

/** What `work` gives, or what `late` gives, or throws, when it takes longer than that. Leaves no timer behind. */
export async function atMost<T>(ms: number, work: Promise<T>, late: () => T): Promise<T> {
  let stopTimer = (): void => {};
  const overdue = new Promise<void>((resolve) => {
    stopTimer = startTimer(ms, resolve);
  }).then(late);
  try {
    return await Promise.race([work, overdue]);
  } finally {
    stopTimer();
  }
}
