import { describe, numberIssues, typeIssues } from '../check-options.js';
import { ValidationError, type ValidationIssue } from '../errors/classes.js';

/** Which question this is. */
export interface Poll {
  /** 1 for the first. */
  readonly attempt: number;
  /** Milliseconds since the waiting began. */
  readonly elapsedMs: number;
}

/** For how long, and how often, a task is asked for. */
export interface PollingOptions<Task = unknown> {
  /**
   * How long to wait for the task, in milliseconds; `run` counts the create in. 0 asks once (`run` then gives its
   * create one attempt, of up to `timeoutMs`, and no retry), `Infinity` asks for as long as it takes.
   * When it is over the task is asked for once more, with a second for that, the queue included; not so when the time cut the last
   * answer off after a second, or after half of the whole wait. @default 900_000 (15 minutes)
   */
  maxWaitMs?: number | undefined;
  /** From the start of one poll to the start of the next, in milliseconds, at least 1, or a function that gives it. @default 2_000 */
  pollIntervalMs?: number | ((poll: Poll) => number) | undefined;
  /**
   * Called with every answer; a promise that it returns is awaited. What it throws, or rejects with, ends the wait
   * with that very error; the task goes on.
   */
  onUpdate?: ((task: Task, poll: Poll) => void) | undefined;
}

export const POLLING_OPTIONS = {
  maxWaitMs: true,
  pollIntervalMs: true,
  onUpdate: true,
} as const satisfies Record<keyof PollingOptions, true>;

export const POLLING_DEFAULTS = { maxWaitMs: 900_000, pollIntervalMs: 2_000 } as const;

/** What is wrong with polling options, before anything is sent. */
export const pollingIssues = (options: PollingOptions<never>): ValidationIssue[] => [
  ...numberIssues('maxWaitMs', options.maxWaitMs, { unlimited: true }),
  ...(typeof options.pollIntervalMs === 'function'
    ? []
    : numberIssues('pollIntervalMs', options.pollIntervalMs, { min: 1 })),
  ...typeIssues('onUpdate', options.onUpdate, 'function'),
];

/** @throws ValidationError when a function was given and it throws, or gives no usable number. */
export function intervalMs(interval: PollingOptions['pollIntervalMs'], poll: Poll): number {
  if (typeof interval !== 'function') return interval ?? POLLING_DEFAULTS.pollIntervalMs;
  let ms: unknown;
  try {
    ms = interval(poll);
  } catch (cause) {
    throw unusable(`threw ${cause instanceof Error ? cause.message : describe(cause)}`, cause);
  }
  if (typeof ms !== 'number' || !(ms >= 0)) {
    Promise.resolve(ms).catch(() => {}); // of an async function: nobody else waits for it, and it may reject
    const what = typeof ms === 'number' ? ms : ms instanceof Promise ? 'a Promise' : describe(ms); // no await helps
    throw unusable(`returned ${what}, and not a number of milliseconds`);
  }
  return Math.max(1, ms); // often computed: (attempt - 1) * 1_000
}

function unusable(why: string, cause?: unknown): ValidationError {
  const message = `the function ${why}`;
  return new ValidationError(`Invalid options: pollIntervalMs: ${message}. The task goes on.`, {
    issues: [{ path: 'pollIntervalMs', message }],
    cause,
  });
}
