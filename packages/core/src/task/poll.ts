import { InvalidResponseError, RateLimitError, TaskTimeoutError } from '../errors/classes.js';
import { askedMs, isPassing } from '../http/retry-policy.js';
import { type Logger, messageOf } from '../log.js';
import type { Signal } from '../platform.js';
import { backoffMs } from '../time/backoff.js';
import { type Deadline, deadlineIn, monotonicMs, remainingMs } from '../time/deadline.js';
import { sleep } from '../time/sleep.js';
import { untilAborted } from '../time/until-aborted.js';
import { intervalMs, type Poll, type PollingOptions } from './polling-options.js';

/**
 * What the question that is asked at the deadline itself gets for its answer. One that the deadline ended after as long, or
 * after half of the whole wait, or that queued in vain, had its chance: nothing more is asked.
 */
const LAST_POLL_MS = 1_000;
/** Timers fire up to a millisecond early, and no question is answered in the rest. */
const TIMER_SLACK_MS = 1;

export interface PollTask<Task> extends PollingOptions<Task> {
  readonly taskId: string;
  /** Asks once, without retries of its own: polling is the retrying. Calls `onSent` when the question leaves the queue. */
  readonly ask: (deadline: Deadline, onSent: () => void) => Promise<Task>;
  readonly isFinal: (task: Task) => boolean;
  readonly maxWaitMs: number;
  readonly deadline: Deadline;
  readonly signal?: Signal | undefined;
  /** The pause that is added after a passing fault, doubling with each in a row. */
  readonly retryBaseDelayMs: number;
  readonly retryMaxDelayMs: number;
  readonly log: Logger;
}

/**
 * Asks until the task is final. A passing fault only slows the asking down; time or an abort ends it.
 * @returns the final task, completed or failed
 * @throws TaskTimeoutError, with the last fault as its `cause`; AbortError; any fault that does not pass
 */
export async function poll<Task>(options: PollTask<Task>): Promise<Task> {
  const { deadline, onUpdate, signal } = options;
  const startedAt = monotonicMs();
  let askedAt = startedAt;
  let wasSent = false;
  const onSent = () => {
    wasSent = true;
    askedAt = monotonicMs(); // or polls that all waited in the queue would follow hard on one another
  };
  let faults = 0;
  let wasAnswered = false;
  for (let attempt = 1; ; attempt++) {
    askedAt = monotonicMs();
    wasSent = false;
    const isLast = remainingMs(deadline) < TIMER_SLACK_MS;
    const answer = await settle(options.ask(isLast ? deadlineIn(LAST_POLL_MS) : deadline, onSent));
    const current = { attempt, elapsedMs: askedAt - startedAt };
    if ('task' in answer) {
      faults = 0;
      wasAnswered = true;
      if (onUpdate) await untilAborted(signal, onUpdate(answer.task, current));
      if (options.isFinal(answer.task)) return answer.task;
    } else {
      if (!passes(answer.fault)) throw answer.fault;
      faults++;
    }
    const fault = 'fault' in answer ? answer.fault : undefined;
    const chanceMs = wasSent ? Math.min(LAST_POLL_MS, options.maxWaitMs / 2) : 0;
    if (isLast || wasCut(deadline, askedAt, chanceMs, fault)) throw taskTimeout(options, wasAnswered, fault);

    await sleep(pauseAfter(options, { askedAt, current, faults, fault }), signal);
  }
}

/** Whether the deadline ended the question, after it had had its chance. */
function wasCut(deadline: Deadline, askedAt: number, chanceMs: number, fault: unknown): boolean {
  const overtimeMs = monotonicMs() - deadline.at;
  const isTimeUp = overtimeMs > -TIMER_SLACK_MS && overtimeMs < LAST_POLL_MS; // a machine that slept asks once more
  return fault !== undefined && deadline.at - askedAt >= chanceMs && isTimeUp;
}

interface Asked {
  readonly askedAt: number;
  readonly current: Poll;
  readonly fault: unknown;
  /** How many in a row. */
  readonly faults: number;
}

/** From start to start: a slow answer does not stretch the interval. The last question is at the deadline. */
function pauseAfter<Task>(options: PollTask<Task>, { askedAt, current, fault, faults }: Asked): number {
  const interval = askedAt + intervalMs(options.pollIntervalMs, current);
  const slowdown =
    fault === undefined ? 0 : backoffMs(faults - 1, options.retryBaseDelayMs, options.retryMaxDelayMs);
  const nextAt = Math.max(interval + slowdown, monotonicMs() + askedMs(fault));
  const pauseMs = Math.max(0, Math.min(nextAt, options.deadline.at) - monotonicMs());
  if (fault !== undefined && !(fault instanceof RateLimitError)) {
    // A rate limit is on the log already, once for the whole client.
    options.log.warn(
      `[runapi] poll ${current.attempt} of ${options.taskId}: again in ${Math.round(pauseMs)} ms, after: ${messageOf(fault)}`,
    );
  }
  return pauseMs;
}

/** A question is repeated also when its answer came cut: that costs nothing, and the task is paid for. */
const passes = (fault: unknown): boolean =>
  isPassing(fault) || (fault instanceof InvalidResponseError && isPassing(fault.cause));

/** Apart from what follows it: what `onUpdate` throws is the user's, and no fault of the asking. */
const settle = <Task>(answer: Promise<Task>): Promise<{ task: Task } | { fault: unknown }> =>
  answer.then<{ task: Task }, { fault: unknown }>(asTask, asFault);
const asTask = <Task>(task: Task) => ({ task });
const asFault = (fault: unknown) => ({ fault });

function taskTimeout<Task>(
  { taskId, maxWaitMs }: PollTask<Task>,
  wasAnswered: boolean,
  fault: unknown,
): TaskTimeoutError {
  const what = wasAnswered
    ? `Task ${taskId} was not final after ${maxWaitMs} ms. It goes on at RunAPI, and it is paid for`
    : `No answer told the state of task ${taskId} within ${maxWaitMs} ms, so what became of it is not known`;
  return new TaskTimeoutError(`${what}: go on with wait('${taskId}').`, { taskId, cause: fault });
}
