import type { Layer } from './layers.js';
import { type Clock, sleepUntil } from './time/clock.js';

const NEVER = new AbortController().signal;

/** The way to the service and back. */
export const delayed =
  (latencyMs: number, clock: Clock): Layer =>
  (next) =>
    latencyMs === 0
      ? next
      : async (exchange) => {
          await sleepUntil(clock, clock.now() + latencyMs, NEVER);
          return next(exchange);
        };
