import { startTimer } from '@runapi.ai/core/callbacks';
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
  let underWay = Promise.resolve();
  let stopped = false;

  const renew = async (): Promise<void> => {
    try {
      if ((await store.claim(id, token)) !== 'claimed') {
        if (!stopped) onLost();
        return;
      }
    } catch (error) {
      onFault(error);
    }
    schedule();
  };
  const schedule = (): void => {
    if (stopped) return;
    stopTimer = startTimer(leaseMs / 3, () => {
      underWay = renew();
    });
  };
  schedule();

  return {
    stop: () => {
      stopped = true;
      stopTimer();
    },
    settled: async () => {
      let stopWaiting = (): void => {};
      const tooLong = new Promise<void>((resolve) => {
        stopWaiting = startTimer(leaseMs, resolve);
      });
      await Promise.race([underWay, tooLong]);
      stopWaiting();
    },
  };
}
