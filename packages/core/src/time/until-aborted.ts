import type { Signal } from '../platform.js';
import { abortError, onAbort, throwIfAborted } from './abort.js';

/**
 * What `work` gives, unless the signal fires first. `work` itself goes on: it is the user's.
 * @throws AbortError at once when the signal fires
 */
export async function untilAborted<T>(signal: Signal | undefined, work: T | PromiseLike<T>): Promise<T> {
  if (!signal) return work;
  let unlisten = () => {};
  const aborted = new Promise<never>((_, reject) => {
    unlisten = onAbort(signal, reject);
    if (signal.aborted) reject(abortError(signal)); // it fired while `work` was being begun
  });
  try {
    const result = await Promise.race([work, aborted]);
    throwIfAborted(signal);
    return result;
  } finally {
    unlisten();
  }
}
