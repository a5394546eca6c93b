import { backoffMs, startTimer } from '@runapi.ai/core/callbacks';
import { atMost } from './at-most.js';

/** For so long a store is asked again. By then whoever minds the server has seen the log. */
const PATIENCE_MS = 5 * 60_000;
/** A question that hangs, on a connection that is gone, is asked anew. */
const ANSWER_MS = 10_000;
const BASE_PAUSE_MS = 100;
const MAX_PAUSE_MS = 5_000;

/**
 * Asks the store to write down that the work is done, until it does or says that another worker has the callback: the
 * work has been done, so giving up would have it done again. A second completion changes nothing.
 * @throws what the store threw last, when patience is at its end
 */
export async function complete<Kept>(
  ask: () => Promise<Kept>,
  onFault: (error: unknown) => void,
): Promise<Kept> {
  let pausedMs = 0;
  for (let attempt = 0; ; attempt++) {
    try {
      return await atMost(ANSWER_MS, ask(), () =>
        Promise.reject(new Error(`no answer within ${ANSWER_MS} ms`)),
      );
    } catch (error) {
      if (pausedMs >= PATIENCE_MS) throw error;
      onFault(error);
    }
    const pauseMs = backoffMs(attempt, BASE_PAUSE_MS, MAX_PAUSE_MS);
    pausedMs += pauseMs;
    await new Promise<void>((resolve) => void startTimer(pauseMs, resolve));
  }
}
