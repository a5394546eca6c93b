import { numberIssues, throwIssues, typeIssues, unknownIssues } from '@runapi.ai/core/callbacks';
import type { CallbackStore } from './store.js';

/** Options of `memoryCallbackStore`. */
export interface MemoryCallbackStoreOptions {
  /** How many handled callbacks are remembered; then the oldest is forgotten. @default 10_000 */
  max?: number | undefined;
  /** How long a handled callback is remembered, in milliseconds. @default 604_800_000 (7 days) */
  ttlMs?: number | undefined;
}

/**
 * Remembers in this process which callbacks were handled: right for one process that may forget when it restarts.
 * Callbacks in hand are not counted in `max` and never dropped; they have no lease, since they end with the process.
 * @throws ValidationError naming every option that can't be used
 */
export function memoryCallbackStore(options: MemoryCallbackStoreOptions = {}): CallbackStore {
  throwIssues(typeIssues('options', options, 'object'));
  const { max = 10_000, ttlMs = 7 * 86_400_000 } = options;
  throwIssues([
    ...unknownIssues(options, { max: true, ttlMs: true } satisfies Record<
      keyof MemoryCallbackStoreOptions,
      true
    >),
    ...numberIssues('max', max, { min: 1, integer: true }),
    ...numberIssues('ttlMs', ttlMs, { min: 1, unlimited: true }),
  ]);
  const holders = new Map<string, string | undefined>();
  const doneAt = new Map<string, number>(); // in the order in which they were completed

  const isDone = (id: string): boolean => {
    const at = doneAt.get(id);
    return at !== undefined && Date.now() - at < ttlMs;
  };
  const isAnothers = (id: string, token: string | undefined): boolean =>
    token !== undefined && holders.has(id) && holders.get(id) !== token;
  const forget = (): void => {
    for (const id of doneAt.keys()) {
      if (doneAt.size <= max && isDone(id)) return;
      doneAt.delete(id);
    }
  };

  return {
    claim(id, token) {
      if (isDone(id)) return 'done';
      if (holders.has(id) && (token === undefined || holders.get(id) !== token)) return 'in_progress';
      holders.set(id, token);
      return 'claimed';
    },
    complete(id, token) {
      if (isAnothers(id, token)) return false;
      holders.delete(id);
      doneAt.delete(id); // so that it goes to the end
      doneAt.set(id, Date.now());
      forget();
      return true;
    },
    release(id, token) {
      if (!isAnothers(id, token)) holders.delete(id);
    },
  };
}
