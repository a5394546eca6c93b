import { RateLimitError, TimeoutError } from '../errors/classes.js';
import { abortError, onAbort } from '../time/abort.js';
import { monotonicMs } from '../time/deadline.js';
import { startTimer } from '../time/timer.js';
import { type Call, nameOf } from './call.js';

/** A `Retry-After` of more than this is not slept out by a call. */
export const MAX_HOLD_MS = 60_000;
/** However many were refused, a few that take long must not keep all others out. */
const LEAST_WIDTH = 8;

type Entry = Pick<Call, 'method' | 'path' | 'signal' | 'deadline' | 'attempt'>;

/** What every request of one client goes through: so many at once, fewer after a 429, first come first served, none while held. */
export interface Gate {
  /**
   * Waits for a slot; returns what gives it back.
   * @throws AbortError, TimeoutError (the deadline passed), RateLimitError without a status (held for over a minute, or
   * past the deadline)
   */
  enter(call: Entry): Promise<() => void>;
  /** Lets nobody in for so long: a 429 is meant for the client, not for one call. */
  holdFor(ms: number): void;
}

/** Ten thousand of these may wait at once, so that they hold no more than they must. */
interface Waiting {
  readonly call: Entry;
  readonly enter: (leave: () => void) => void;
  readonly fail: (error: Error) => void;
  readonly unlisten: () => void;
}

export function createGate(maxConcurrent: number): Gate {
  const queue = new Set<Waiting>(); // in the order of insertion, and anyone can leave it at once
  let inside = 0;
  /** One less after each 429, and slowly more again: of all at once most would be refused again, until they give up. */
  let width = maxConcurrent;
  let cooling = 0; // of these, left while nobody waited
  let heldUntil = 0;
  let refusesUntil = 0; // a hold that is not slept out is not slept out at its end either
  let wakeAt = Number.POSITIVE_INFINITY;
  let stopTimer = () => {};

  /** Why there is no use in waiting; `undefined` when there is. */
  const whyInVain = (call: Entry, now: number): Error | undefined => {
    const heldMs = heldUntil - now;
    if (call.deadline.at <= now) return lateError(call);
    return refusesUntil > now || (heldMs > 0 && heldUntil >= call.deadline.at)
      ? heldError(call, heldMs)
      : undefined;
  };
  const isHeld = () => heldUntil > monotonicMs();
  const isFree = () => inside + 1 <= width && !isHeld();

  /** A body ends one turn of the event loop before the pool has its socket back: a slot given on at once would open another. */
  const freeNextTurn = (slots: number) =>
    nextTurn(() => {
      inside -= slots;
      letNextIn();
    });
  /** While nobody waits, slots are freed when they are asked for: a turn of the loop for each request costs. */
  const leave = () => {
    cooling++;
    width = Math.min(maxConcurrent, width + 1 / width);
    if (queue.size > 0) freeCooled();
  };
  const freeCooled = () => {
    if (cooling > 0) freeNextTurn(cooling);
    cooling = 0;
  };

  const letNextIn = () => {
    for (const waiting of queue) {
      if (!isFree()) break;
      inside++;
      depart(waiting);
      waiting.enter(leave);
    }
    if (queue.size > 0 && isHeld()) wakeBy(heldUntil);
  };

  /** One timer for all who wait, for the end of a hold and of anyone's time; at worst it wakes for one who has left. */
  const wakeBy = (at: number) => {
    if (at >= wakeAt) return;
    stopTimer();
    wakeAt = at;
    stopTimer = startTimer(at - monotonicMs(), review);
  };
  /** Nobody waits for it any more, and it must not keep a process alive. */
  const stopWaking = () => {
    stopTimer();
    wakeAt = Number.POSITIVE_INFINITY;
  };
  const review = () => {
    stopWaking();
    const now = monotonicMs(); // once: ten thousand may wait
    for (const waiting of queue) {
      const inVain = whyInVain(waiting.call, now);
      if (inVain) turnAway(waiting, inVain);
      else wakeBy(waiting.call.deadline.at);
    }
    letNextIn();
  };

  const depart = (waiting: Waiting) => {
    queue.delete(waiting);
    waiting.unlisten();
    if (queue.size === 0) stopWaking();
  };
  const turnAway = (waiting: Waiting, error: Error) => {
    depart(waiting);
    waiting.fail(error);
  };

  const wait = (call: Entry) =>
    new Promise<() => void>((enter, fail) => {
      const unlisten = onAbort(call.signal, (error) => turnAway(waiting, error));
      const waiting: Waiting = { call, enter, fail, unlisten };
      queue.add(waiting);
      wakeBy(call.deadline.at);
      freeCooled();
      letNextIn(); // the hold may have ended this very moment, its timer not yet fired
    });
  const entered = Promise.resolve(leave);

  return {
    enter(call) {
      const inVain = call.signal?.aborted ? abortError(call.signal) : whyInVain(call, monotonicMs());
      if (inVain) return Promise.reject(inVain);
      if (queue.size > 0 || !isFree()) return wait(call);
      inside++;
      return entered;
    },
    holdFor(ms) {
      width = Math.max(Math.min(LEAST_WIDTH, maxConcurrent), width - 1);
      heldUntil = Math.max(heldUntil, monotonicMs() + ms);
      if (ms > MAX_HOLD_MS) refusesUntil = heldUntil;
      review();
    },
  };
}

const lateError = (call: Entry): TimeoutError =>
  new TimeoutError(`${notSent(call)}: the time was up before there was a free slot.`, {
    outcomeKnown: true,
  });

const notSent = (call: Entry): string => `${nameOf(call)} was not sent${call.attempt > 1 ? ' again' : ''}`;

const heldError = (call: Entry, retryAfterMs: number): RateLimitError =>
  new RateLimitError(
    `${notSent(call)}: RunAPI asked this client to wait for another ${Math.ceil(retryAfterMs / 1000)} s. Wait for retryAfterMs, then call again.`,
    { retryAfterMs, outcomeKnown: true },
  );

const nextTurn = (run: () => void): void => {
  const { setImmediate } = globalThis as { setImmediate?: (run: () => void) => unknown };
  if (setImmediate) setImmediate(run);
  else setTimeout(run, 0);
};
