import { startTimer } from '@runapi.ai/core/callbacks';

/** What `work` gives, or what `late` gives when it takes longer than that. Leaves no timer behind. */
export async function atMost<T>(ms: number, work: Promise<T>, late: () => T | Promise<T>): Promise<T> {
  let stopTimer = (): void => {};
  const overdue = new Promise<T>((resolve) => {
    stopTimer = startTimer(ms, () => resolve(late()));
  });
  try {
    return await Promise.race([work, overdue]);
  } finally {
    stopTimer();
  }
}
