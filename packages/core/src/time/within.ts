import { onAbort, throwIfAborted } from './abort.js';
import { startTimer } from './timer.js';

/**
 * Runs `work` until it ends, the time is up or the caller aborts, whichever is first: also when `work` does
 * not listen to the signal that it gets. That signal is a fresh one each time, so that a limit that ran out
 * once does not end the next attempt. Leaves neither a timer nor a listener behind.
 *
 * `AbortSignal.any` and `AbortSignal.timeout` would say this in a line, but they leak listeners on some of the
 * runtimes that we support, and Node 18 lacks the first.
 * @throws what `late` makes, when the time is up; AbortError when the caller aborts.
 */
export async function within<T>(
  limitMs: number,
  signal: AbortSignal | undefined,
  late: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  throwIfAborted(signal);
  const controller = new AbortController();
  let cleanUp = () => {};
  try {
    return await new Promise<T>((resolve, reject) => {
      const end = (error: Error) => {
        reject(error);
        controller.abort(error);
      };
      const stopTimer = startTimer(limitMs, () => end(late()));
      const unlisten = onAbort(signal, end);
      cleanUp = () => {
        stopTimer();
        unlisten();
      };
      work(controller.signal).then(resolve, reject);
    });
  } finally {
    cleanUp();
  }
}
