import { setTimeout as sleep } from 'node:timers/promises';

/**
 * While RunAPI can't be reached, or asks to wait, nothing is sent: the pauses grow, and after `giveUpMs` in which no picture got
 * done the batch is given up. It may be three in the morning, so it is not given up early.
 */
export function createPauses({ firstMs = 5_000, longestMs = 300_000, giveUpMs = 3_600_000 } = {}) {
  let until = 0;
  let faults = 0;
  let doneAt = Date.now();
  return {
    gotDone() {
      faults = 0;
      doneAt = Date.now();
    },
    /** Whether going on has been in vain for so long, or would be when this pause is over. */
    isHopeless: (at = Date.now()) => at - doneAt > giveUpMs,
    /** @returns until when all pause after this error; `undefined` when they do already */
    after(error) {
      const now = Date.now();
      const asked = now + (error.retryAfterMs ?? 0);
      if (Math.max(asked, now) <= until) return undefined; // of the same outage
      until = Math.max(asked, now + Math.min(firstMs * 2 ** faults++, longestMs));
      return until;
    },
    async over(signal) {
      while (Date.now() < until) await sleep(until - Date.now(), undefined, { signal });
    },
  };
}
