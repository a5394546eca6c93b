import { abortError, onAbort, throwIfAborted } from './abort.js';
import { startTimer } from './timer.js';

/**
 * Waits, and leaves neither a timer nor a listener behind.
 * @throws AbortError at once when the signal fires.
 */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  let cleanUp = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      const stopTimer = startTimer(ms, resolve);
      const unlisten = onAbort(signal, () => signal && reject(abortError(signal)));
      cleanUp = () => {
        stopTimer();
        unlisten();
      };
    });
  } finally {
    cleanUp();
  }
}
