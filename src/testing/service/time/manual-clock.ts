import type { Clock } from './clock.js';
import { letOthersRun } from './let-others-run.js';
import { startPatience } from './patience.js';

export interface ManualClock extends Clock {
  /** Moves on, from one sleeper to the next; resolves when those who were woken have done what they had to do. */
  advance(ms: number): Promise<void>;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** How long somebody outside who is silent is waited for, in milliseconds of real time. */
const PATIENCE_MS = 1_000;

/** A clock that stands still until it is moved. */
export function createManualClock(startMs: number): ManualClock {
  const sleepers = new Set<Sleeper>();
  const outside = new Set<Promise<unknown>>();
  let now = startMs;
  let moving = Promise.resolve();

  const settle = async (): Promise<void> => {
    await letOthersRun();
    const patience = startPatience(PATIENCE_MS);
    try {
      while (outside.size > 0 && !patience.isOver()) {
        await Promise.race([patience.over, Promise.allSettled(outside)]);
        await letOthersRun();
      }
    } finally {
      patience.stop();
    }
  };

  const move = async (target: number): Promise<void> => {
    await settle();
    for (;;) {
      const at = nextBy(target, sleepers);
      if (at === undefined) break;
      now = Math.max(now, at);
      for (const sleeper of [...sleepers]) if (sleeper.at <= now) sleeper.wake();
      await settle();
    }
    now = target;
  };

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        if (ms <= 0) return resolve();
        const leave = (): void => {
          sleepers.delete(sleeper);
          signal.removeEventListener('abort', abort);
        };
        const abort = (): void => {
          leave();
          reject(signal.reason);
        };
        const wake = (): void => {
          leave();
          resolve();
        };
        const sleeper = { at: now + ms, wake };
        sleepers.add(sleeper);
        signal.addEventListener('abort', abort);
      }),
    outside: (work) => {
      const entry = work.finally(() => outside.delete(entry));
      outside.add(entry);
      return entry;
    },
    advance: (ms) => {
      if (!(Number.isFinite(ms) && ms >= 0)) {
        throw new RangeError(`sandbox.advance takes milliseconds, 0 or more; it got ${String(ms)}.`);
      }
      moving = moving.then(() => move(now + ms));
      return moving;
    },
  };
}

/** When the next of them wakes, if that is by `target`. */
function nextBy(target: number, sleepers: ReadonlySet<Sleeper>): number | undefined {
  let next: number | undefined;
  for (const { at } of sleepers) if (at <= target && !(next !== undefined && next <= at)) next = at;
  return next;
}
