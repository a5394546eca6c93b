/** Where the sandbox gets its time from: everything in it that takes time, or ends with time, asks here. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Resolves after `ms`; rejects with the signal's reason when that aborts first.
   * @param isAwaited somebody waits for an answer meanwhile: the process must not end before. @default false
   */
  sleep(ms: number, signal: AbortSignal, isAwaited?: boolean): Promise<void>;
  /** Work that another machine, or at least another socket, is busy with: a manual clock stands still meanwhile. */
  outside<T>(work: Promise<T>): Promise<T>;
}

/** What `setTimeout` takes: a timer above it fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** `Date` and `setTimeout` are looked up at each call, so fake timers that come later are seen. */
export const systemClock: Clock = {
  now: () => Date.now(),
  outside: (work) => work,
  sleep: (ms, signal, isAwaited = false) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const abort = (): void => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(
        () => {
          signal.removeEventListener('abort', abort);
          resolve();
        },
        Math.min(ms, MAX_TIMER_MS),
      );
      if (!isAwaited) letProcessEnd(timer);
      signal.addEventListener('abort', abort, { once: true });
    }),
};

/** Sleeps until the clock says `at`: timers may fire a little early, or be cut short. */
export async function sleepUntil(
  clock: Clock,
  at: number,
  signal: AbortSignal,
  isAwaited = false,
): Promise<void> {
  for (let left = at - clock.now(); left > 0; left = at - clock.now())
    await clock.sleep(left, signal, isAwaited);
}

/** A callback that is still due must not keep a process alive. In browsers a timer is a number. */
function letProcessEnd(timer: ReturnType<typeof setTimeout> | number): void {
  if (typeof timer === 'object') timer.unref();
}
