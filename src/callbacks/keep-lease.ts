import { startTimer } from '@runapi.ai/core/callbacks';
import { atMost } from './at-most.js';
import type { CallbackStore } from './store.js';

export interface KeptLease {
  /** No renewal is begun any more. */
  stop(): void;
  /**
   * Resolves when no renewal is under way, so that none comes after a release; after a lease at the latest: one
   * that hangs must not hold its callback for ever.
   */
  settled(): Promise<void>;
}

/**
 * Claims again, with the same token, three times in each lease, until it is stopped. `onLost` is called once, when
 * another worker has the callback by now; a store that fails is asked again the next time.
 */
export function keepLease(
  store: CallbackStore,
  id: string,
  token: string,
  onLost: () => void,
  onFault: (error: unknown) => void,
): KeptLease {
  const { leaseMs } = store;
  if (leaseMs === undefined) return { stop: () => {}, settled: async () => {} };
  let stopTimer = (): void => {};
  let underWay: Promise<unknown> = Promise.resolve();
  let stopped = false;

  const stop = (): void => {
    stopped = true;
    stopTimer();
  };
  const renew = async (): Promise<void> => {
    try {
      if ((await store.claim(id, token)) === 'claimed' || stopped) return;
      stop();
      onLost();
    } catch (error) {
      onFault(error);
    }
  };
  // By the clock, and not after the answer: one that hangs must not be the last.
  const schedule = (): void => {
    stopTimer = startTimer(leaseMs / 3, () => {
      underWay = Promise.all([underWay, renew()]).then(() => undefined);
      schedule();
    });
  };
  schedule();

  return {
    stop,
    settled: async () => {
      await atMost(leaseMs, underWay, () => undefined);
    },
  };
}
