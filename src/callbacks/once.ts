import { type Logger, newToken } from '@runapi.ai/core/callbacks';
import { complete } from './complete.js';
import { keepLease } from './keep-lease.js';
import type { CallbackClaim, CallbackStore } from './store.js';

/** `'handled'`: now. `'done'`: before. `'in_progress'`: another worker has it, maybe since this one lost its lease. */
export type OnceOutcome = 'handled' | Exclude<CallbackClaim, 'claimed'>;

export interface OnceParts {
  readonly store: CallbackStore;
  /** What names the callback in a log line. */
  readonly name: string;
  /** Aborted when the answer is overdue; this aborts it when the lease is lost. */
  readonly stop: AbortController;
  readonly log: Pick<Logger, 'warn' | 'error'>;
}

/**
 * Runs the work for a callback that nobody has handled and nobody has in hand: claim → run → complete, or release
 * when the work throws. The lease is kept until then.
 * @throws what the work throws; an Error that names the step when the store fails
 */
export async function once(id: string, work: () => unknown, parts: OnceParts): Promise<OnceOutcome> {
  const { store, name, stop, log } = parts;
  const token = newToken();
  const claim = await ask('claim', () => store.claim(id, token));
  if (claim === 'done' || claim === 'in_progress') return claim;
  if (claim !== 'claimed') {
    throw new TypeError(
      `The callback store's claim() gave ${String(claim)}; it must give 'claimed', 'in_progress' or 'done'.`,
    );
  }
  let hasEnded = false;
  const lease = keepLease(
    store,
    id,
    token,
    () => {
      if (!hasEnded)
        stop.abort(new DOMException('The lease ran out, and another worker has it now.', 'AbortError'));
    },
    (error) => log.warn(`${name}: its lease could not be renewed.`, error),
  );
  try {
    stop.signal.throwIfAborted(); // the store took too long: it was answered already, and the repeat runs it
    await work();
    hasEnded = true; // a renewal that finds it done now has found our own completion
  } catch (error) {
    lease.stop();
    await lease.settled(); // else a renewal that is still on its way would claim what is released
    await ask('release', () => store.release(id, token)).catch((fault) => log.error(`${name}:`, fault));
    throw error;
  }
  const kept = await complete(
    () => ask('complete', () => store.complete(id, token)),
    (error) =>
      log.warn(`${name}: its function has ended, and the store is asked again to write that down.`, error),
  ).finally(lease.stop);
  if (kept !== false) return 'handled';
  log.warn(`${name}: its function has ended after the lease was lost, and another worker may run it again.`);
  return 'in_progress';
}

async function ask<T>(step: string, call: () => T | Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new Error(`The callback store failed to ${step}: ${String(cause)}`, { cause });
  }
}
