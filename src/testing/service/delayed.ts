import type { Layer } from './layers.js';
import type { Wait } from './wait.js';

/** The way to the service and back. */
export const delayed =
  (latencyMs: number, wait: Wait): Layer =>
  (next) =>
    latencyMs === 0 ? next : (exchange) => wait(latencyMs, exchange).then(() => next(exchange));
