/** A moment on the monotonic clock, handed down the stack; every limit is the smaller of its own and what remains. */
export interface Deadline {
  /** On the scale of `monotonicMs`; `Infinity` when there is none. */
  readonly at: number;
}

/** Milliseconds that only go forward: a clock that is set back or forward does not move a deadline. */
export const monotonicMs = (): number => performance.now();

/** A deadline so many milliseconds from now. */
export const deadlineIn = (ms: number): Deadline => ({ at: monotonicMs() + ms });

export const noDeadline: Deadline = { at: Number.POSITIVE_INFINITY };

/** Never negative. */
export const remainingMs = ({ at }: Deadline): number => Math.max(0, at - monotonicMs());
