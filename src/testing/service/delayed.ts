import type { Layer } from './layers.js';
import { type Clock, sleepUntil } from './time/clock.js';

/** The way to the service and back. */
export const delayed =
  (latencyMs: number, clock: Clock): Layer =>
  (next) =>
    latencyMs === 0
      ? next
      : async (exchange) => {
          const never = new AbortController().signal; // one for each: a shared one would gather listeners
          await sleepUntil(clock, clock.now() + latencyMs, never, true);
          return next(exchange);
        };
