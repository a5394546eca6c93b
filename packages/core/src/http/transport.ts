import { type Redact, redactor } from '../errors/redact.js';
import { scrub } from '../errors/scrub.js';
import type { ResolvedOptions } from '../options.js';
import { createAttempt } from './attempt.js';
import type { Policy, Send } from './call.js';
import { createGate } from './gate.js';
import { gated } from './gated.js';
import { logged } from './logged.js';
import { createRetryPolicy } from './retry-policy.js';
import { retrying } from './retrying.js';
import { timed } from './timed.js';

/**
 * What sends the calls of one client: policies around one attempt, outermost first. None knows another.
 * Retrying is outside the gate, so that a call that waits to retry holds no slot; the time limit is inside, so
 * that an attempt is not charged for the queue. Scrubbing is inside whatever logs.
 */
export function createTransport(options: ResolvedOptions): Send {
  const gate = createGate(options.maxConcurrentRequests);
  const onRateLimit = (retryAfterMs: number) => {
    options.log.warn(`[runapi] rate limit: no request of this client for ${retryAfterMs} ms`);
    gate.holdFor(retryAfterMs);
  };
  return [
    retrying(createRetryPolicy(options), options.log),
    gated(gate),
    logged(options.log),
    scrubbed(redactor(options.apiKey)),
    timed,
  ].reduceRight<Send>((next, policy) => policy(next), createAttempt(options, onRateLimit));
}

/** Whatever leaves an attempt, the API key does not. */
const scrubbed =
  (redact: Redact): Policy =>
  (next) =>
  async (call) => {
    try {
      return await next(call);
    } catch (error) {
      throw scrub(error, redact);
    }
  };
