import type { Background } from './background.js';
import type { Exchange } from './exchange.js';
import { lostConnection } from './faults/lost-connection.js';
import { type Clock, sleepUntil } from './time/clock.js';

/** Time that passes before an answer. Rejects when the sandbox is reset meanwhile, or the server closes: there is no answer then. */
export type Wait = (ms: number, exchange: Exchange) => Promise<void>;

export const createWait =
  (clock: Clock, background: Background): Wait =>
  (ms, exchange) =>
    background
      .run(exchange, (signal) => sleepUntil(clock, clock.now() + ms, signal, true))
      .catch(() => {
        throw lostConnection();
      });
