import {
  AbortError,
  AuthenticationError,
  InsufficientCreditsError,
  InvalidResponseError,
  NotFoundError,
  PermissionDeniedError,
  RunApiError,
  TaskFailedError,
  TaskTimeoutError,
  ValidationError,
} from '@runapi.ai/flux-kontext';
import { findDoubled, findLost } from './books.js';
import type { Entry } from './logbook.js';
import { imageOf, type Task } from './service.js';
import { type Breach, errorOf, idOf, resultOf, type World } from './world.js';

/** What must hold for each call that anyone made: says what is wrong, or nothing. */
type Rule = (entry: Entry, task: Task | undefined, world: World) => string | undefined;

/** A machine under load comes late, and the last question of a wait has one second for its answer. */
const SLACK_MS = 4_000;

/** Those that say that no repeat would help: a wait may end with them when the service said so. */
const LASTING = [
  AuthenticationError,
  InsufficientCreditsError,
  PermissionDeniedError,
  NotFoundError,
  ValidationError,
  InvalidResponseError,
];

const RULES = {
  /** Every call settles. */
  unsettled: ({ end }) => (end ? undefined : 'it never settled'),

  /** Every error is one of ours. */
  stranger: ({ end }) =>
    end && 'error' in end && !(end.error instanceof RunApiError) ? String(end.error) : undefined,

  /** Limits hold. */
  late({ end, startedAt, maxWaitMs, giveUp }) {
    if (!end) return undefined;
    const limit = Math.min(
      startedAt + (maxWaitMs ?? Number.POSITIVE_INFINITY),
      giveUp.at ?? Number.POSITIVE_INFINITY,
    );
    const lateMs = end.at - Math.max(limit, startedAt);
    return lateMs > SLACK_MS ? `it settled ${Math.round(lateMs)} ms after its time` : undefined;
  },

  /** Whatever a call gives is about its own task, as it is in the books. */
  'another task'(entry, task) {
    const told = idOf(resultOf(entry)) ?? errorOf(entry)?.taskId;
    if (told !== undefined && told !== task?.id) return `it was told of ${told}`;
    const shown = JSON.stringify(resultOf(entry) ?? null);
    if (shown.includes('"images"') && !(task?.end === 'completed' && shown.includes(imageOf(task.id))))
      return `it was given ${shown}`;
    return undefined;
  },

  /** An error that leaves a create has its key, and says whether the task may exist; where it may, there is a key. */
  'no way back'(entry) {
    const error = errorOf(entry);
    if (!error) return undefined;
    const { idempotencyKey, outcomeKnown, taskId } = error;
    if (outcomeKnown === false && idempotencyKey === undefined)
      return 'it says that a task may have been made, without the key to get it';
    const isOfCreate = entry.call === 'create' || (entry.call === 'run' && taskId === undefined);
    return isOfCreate && (idempotencyKey === undefined || outcomeKnown === undefined)
      ? 'a create failed without idempotencyKey and outcomeKnown'
      : undefined;
  },

  /** `outcomeKnown: true` is a promise that nothing was made. */
  'outcome wrongly known'(entry, _, { tasks }) {
    const { idempotencyKey, outcomeKnown } = errorOf(entry) ?? {};
    const made = tasks.find(({ key }) => key !== undefined && key === idempotencyKey);
    return made && outcomeKnown === true ? `${made.id} was made with its key` : undefined;
  },

  /** Every error about a task that exists names it. */
  'unnamed task'(entry) {
    const error = errorOf(entry);
    return error && entry.about !== undefined && error.taskId !== entry.about
      ? `its error names ${error.taskId}`
      : undefined;
  },

  /** Only time, the caller, the task itself or a lasting answer ends a wait. */
  'ended too early'(entry, task, { endedAWait }) {
    const error = errorOf(entry);
    const isWaiting =
      entry.call === 'wait' || (entry.call === 'run' && error?.taskId !== undefined && !hasKey(error));
    if (!error || !isWaiting) return undefined;
    const waitedMs = (entry.end?.at ?? 0) - entry.startedAt;
    const isFair =
      (error instanceof TaskFailedError && task?.end === 'failed') ||
      (error instanceof TaskTimeoutError && waitedMs >= (entry.maxWaitMs ?? 0) - 2) ||
      (error instanceof AbortError && entry.giveUp.at !== undefined) ||
      (LASTING.some((Lasting) => error instanceof Lasting) && endedAWait(entry.run));
    return isFair ? undefined : `the wait ended after ${Math.round(waitedMs)} ms`;
  },
} satisfies Record<string, Rule>;

const hasKey = (error: RunApiError): boolean => error.idempotencyKey !== undefined;

/** Everything that is not as it was promised. */
export function findBreaches(world: World): Breach[] {
  const taskOf = new Map(world.tasks.map((task) => [task.run, task]));
  const broken = world.entries.flatMap((entry) => {
    const { run, call } = entry;
    return Object.entries<Rule>(RULES).flatMap(([rule, check]) => {
      const fault = check(entry, taskOf.get(run), world);
      const error = errorOf(entry);
      const what = `${call}: ${fault}${error ? `: ${JSON.stringify(error)}` : ''}`;
      return fault === undefined ? [] : [{ rule, run, what }];
    });
  });
  return [...broken, ...findDoubled(world.tasks), ...findLost(world)];
}
