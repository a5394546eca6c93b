import type { CallbackStore } from './store.js';

/**
 * Claims again, with the same token, three times in each lease, until it is stopped. `onLost` is called once, when
 * another worker has the callback by now; a store that fails is asked again the next time.
 * @returns what stops it, and waits for a claim that is under way: it must not come after the release.
 */
export function keepLease(
  store: CallbackStore,
  id: string,
  token: string,
  onLost: () => void,
  onFault: (error: unknown) => void,
): () => Promise<void> {
  const { leaseMs } = store;
  if (leaseMs === undefined) return async () => {};
  let timer: ReturnType<typeof setTimeout>;
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
    timer = setTimeout(() => {
      underWay = renew();
    }, leaseMs / 3);
  };
  schedule();

  return async () => {
    stopped = true;
    clearTimeout(timer);
    await underWay;
  };
}
