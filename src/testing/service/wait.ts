import type { Background } from './background.js';
import type { Exchange } from './exchange.js';
import { lostConnection } from './faults/lost-connection.js';
import { type Clock, sleepUntil } from './time/clock.js';

/**
 * Time that passes before an answer, without an end maybe. Rejects when the sandbox is reset meanwhile, or the server closes:
 * there is no answer then.
 */
export type Wait = (ms: number, exchange: Exchange) => Promise<void>;

export const createWait =
  (clock: Clock, background: Background): Wait =>
  (ms, exchange) =>
    background
      .run(exchange, (signal) =>
        ms === Number.POSITIVE_INFINITY
          ? untilStopped(signal)
          : sleepUntil(clock, clock.now() + ms, signal, true),
      )
      .catch(() => {
        throw lostConnection();
      });

/** Without a timer, which would keep the process alive. */
const untilStopped = (signal: AbortSignal): Promise<void> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
