import { onAbort, throwIfAborted } from './abort.js';
import { startTimer } from './timer.js';

/**
 * Waits, and leaves neither a timer nor a listener behind. No async function, and less still where there is no signal:
 * ten thousand of these wait at once.
 * @throws AbortError at once when the signal fires.
 */
export const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (!signal) return void startTimer(ms, resolve);
    throwIfAborted(signal);
    const stopTimer = startTimer(ms, () => {
      unlisten();
      resolve();
    });
    const unlisten = onAbort(signal, (error) => {
      stopTimer();
      unlisten();
      reject(error);
    });
  });
