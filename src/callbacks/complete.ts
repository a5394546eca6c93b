import { backoffMs, startTimer } from '@runapi.ai/core/callbacks';
import { atMost } from './at-most.js';

/** For so long a store is asked again, the time that it hangs included. By then whoever minds the server has seen the log. */
const PATIENCE_MS = 5 * 60_000;
/** After so long without an answer, on a connection that is gone maybe, it is asked once more. */
const ANSWER_MS = 10_000;
const BASE_PAUSE_MS = 100;
const MAX_PAUSE_MS = 5_000;

/**
 * Asks the store to write down that the work is done, until it does or says that another worker has the callback: the
 * work has been done, so giving up would have it done again. A second completion changes nothing, and an answer that
 * comes late counts.
 * @throws what the store threw last, when patience is at its end
 */
export async function complete<Kept>(
  ask: () => Promise<Kept>,
  onFault: (error: unknown) => void,
): Promise<Kept> {
  let waitedMs = 0;
  let late: Promise<Kept> = new Promise(() => {});
  for (let attempt = 0; ; attempt++) {
    const answer = ask();
    try {
      return await atMost(ANSWER_MS, Promise.race([answer, late]), () => {
        waitedMs += ANSWER_MS;
        throw new Error(`The callback store failed to complete: no answer within ${ANSWER_MS} ms.`);
      });
    } catch (error) {
      if (waitedMs >= PATIENCE_MS) throw error;
      onFault(error);
    }
    late = Promise.race([late, answer.catch(() => new Promise<never>(() => {}))]);
    const pauseMs = backoffMs(attempt, BASE_PAUSE_MS, MAX_PAUSE_MS);
    waitedMs += pauseMs;
    await new Promise<void>((resolve) => void startTimer(pauseMs, resolve));
  }
}
