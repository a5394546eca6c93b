import type { Signal } from '../platform.js';
import { within } from './within.js';

/**
 * What `work` gives, unless the signal fires first. `work` itself goes on: it is the user's.
 * @throws AbortError at once when the signal fires
 */
export async function untilAborted<T>(signal: Signal | undefined, work: T | PromiseLike<T>): Promise<T> {
  if (!signal) return work;
  const done = Promise.resolve(work);
  done.catch(() => {}); // nobody waits for it once the signal has fired
  return within(
    Number.POSITIVE_INFINITY,
    signal,
    () => new Error(),
    () => done,
  );
}
