import type { Clock } from './clock.js';

export interface Limit {
  clock: Clock;
  limitMs: number;
  signal: AbortSignal;
  /** The error when time is up. */
  late: () => Error;
}

/** Work under a signal and a time limit. It ends then, even when the work itself does not listen. */
export async function within<T>(
  { clock, limitMs, signal, late }: Limit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const inner = new AbortController();
  const forward = (): void => inner.abort(signal.reason);
  if (signal.aborted) forward();
  signal.addEventListener('abort', forward);
  const timeUp = clock.sleep(limitMs, inner.signal).then(() => {
    throw late();
  });
  try {
    return await Promise.race([work(inner.signal), timeUp]);
  } finally {
    signal.removeEventListener('abort', forward);
    inner.abort(); // the timer, and work that goes on after its time
  }
}
