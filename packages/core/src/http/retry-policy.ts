import {
  NetworkError,
  RateLimitError,
  ServerError,
  ServiceUnavailableError,
  TimeoutError,
} from '../errors/classes.js';
import { backoffMs } from '../time/backoff.js';
import { type Call, isRepeatable } from './call.js';
import { MAX_HOLD_MS } from './gate.js';

export interface RetryPolicy {
  /** The pause before the next attempt, in milliseconds; `undefined` when another attempt would gain nothing. */
  delayMs(
    error: unknown,
    call: Pick<Call, 'method' | 'attempt' | 'maxRetries' | 'idempotencyKey' | 'isRepeatable'>,
  ): number | undefined;
}

export interface BackoffOptions {
  readonly retryBaseDelayMs: number;
  readonly retryMaxDelayMs: number;
}

/** A fault of the moment: the same request may well succeed a little later. */
export const isPassing = (error: unknown): boolean =>
  error instanceof NetworkError ||
  error instanceof TimeoutError ||
  error instanceof RateLimitError ||
  error instanceof ServiceUnavailableError ||
  error instanceof ServerError;

/** How long the service itself asked to wait; 0 when it did not. */
export const askedMs = (error: unknown): number =>
  error instanceof RateLimitError || error instanceof ServiceUnavailableError ? (error.retryAfterMs ?? 0) : 0;

/** What is repeated, and when: pure, all of it. */
export function createRetryPolicy(options: BackoffOptions, random: () => number = Math.random): RetryPolicy {
  return {
    delayMs(error, call) {
      const { attempt, maxRetries, idempotencyKey } = call;
      // Without its key a repeated create may do its work, and cost its price, twice.
      if ((!isRepeatable(call) && idempotencyKey === undefined) || attempt > maxRetries || !isPassing(error))
        return undefined;
      const asked = askedMs(error);
      const isOwn = error instanceof RateLimitError && error.status === undefined; // of the gate, which knows better
      if (asked > MAX_HOLD_MS || isOwn) return undefined;
      const backoff = backoffMs(attempt - 1, options.retryBaseDelayMs, options.retryMaxDelayMs, random);
      // A rate limit says when it ends; anything else is only known to be no better any sooner.
      return error instanceof RateLimitError && asked > 0 ? asked : Math.max(asked, backoff);
    },
  };
}
