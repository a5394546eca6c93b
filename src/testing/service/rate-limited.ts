import { problem } from './answers.js';
import type { Layer } from './layers.js';
import type { Clock } from './time/clock.js';

/** So many requests in each stretch of time. */
export interface RateLimit {
  requests: number;
  perMs: number;
}

/** A window begins with its first request; what is too much is told when the next may begin. */
export function createRateLimit(limit: RateLimit | undefined, clock: Clock) {
  let endsAt = Number.NEGATIVE_INFINITY;
  let count = 0;

  const limited: Layer = (next) => (exchange) => {
    if (!limit) return next(exchange);
    const now = clock.now();
    if (now >= endsAt) {
      endsAt = now + limit.perMs;
      count = 0;
    }
    count++;
    if (count <= limit.requests) return next(exchange);
    return problem(429, 'rate_limited', `At most ${limit.requests} requests in ${limit.perMs} ms.`, {
      'Retry-After': String(Math.ceil((endsAt - now) / 1_000)),
    });
  };
  const clear = (): void => {
    endsAt = Number.NEGATIVE_INFINITY;
  };
  return { limited, clear };
}
