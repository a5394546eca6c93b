/** A moment on the monotonic clock, handed down the stack; every limit is the smaller of its own and what remains. */
export interface Deadline {
  /** On the scale of `monotonicMs`; `Infinity` when there is none. */
  readonly at: number;
  /** Never negative. */
  remainingMs(): number;
}

/** Milliseconds that only go forward: a clock that is set back or forward does not move a deadline. */
export const monotonicMs = (): number => performance.now();

/** A deadline so many milliseconds from now. */
export function deadlineIn(ms: number): Deadline {
  const at = monotonicMs() + ms;
  return { at, remainingMs: () => Math.max(0, at - monotonicMs()) };
}

export const noDeadline: Deadline = {
  at: Number.POSITIVE_INFINITY,
  remainingMs: () => Number.POSITIVE_INFINITY,
};
