import { mustBeIn } from '../../must-be.js';
import type { SandboxCallback } from '../../types.js';
import type { Background } from '../background.js';
import { type CallbackRecord, type SentKind, showCallback } from '../callbacks/attempt.js';
import { CALLBACK_KINDS } from '../faults/callback-kinds.js';
import type { Log } from '../log.js';
import { isFinal, type Task } from '../task.js';
import type { Tasks } from '../tasks.js';
import type { Clock } from '../time/clock.js';

/** What a test, or somebody at the page, does to tasks by hand. */
export interface Control {
  finish(taskId: string): void;
  failTask(taskId: string, reason?: string): void;
  redeliver(id: string, kind?: SentKind): Promise<SandboxCallback>;
}

export interface ControlParts {
  clock: Clock;
  tasks: Tasks;
  callbacks: Log<CallbackRecord>;
  background: Background;
  /** Sets off anew what the task still has to do by itself. */
  begin(task: Task): void;
  send(task: Task, url: string, kind: SentKind | undefined, signal: AbortSignal): Promise<CallbackRecord[]>;
  changed(task: Task): void;
}

/** One that is never sent can't be sent again. */
const SENT_KINDS = CALLBACK_KINDS.filter((kind) => kind !== 'none');

export function createControl(parts: ControlParts): Control {
  const { clock, tasks, callbacks, background, begin, changed } = parts;

  const running = (taskId: string): Task => {
    const task = tasks.byId(taskId);
    if (!task) throw new RangeError(`The sandbox has no task ${taskId}.`);
    if (isFinal(task, clock.now())) throw new RangeError(`The task ${taskId} is final already.`);
    return task;
  };
  const endNow = (task: Task): void => {
    task.dueAt = clock.now();
    task.processingAt = Math.min(task.processingAt, task.dueAt);
    changed(task);
  };
  /** What it does by itself sleeps until the old end, or reads a source that no longer matters. */
  const beginAnew = (task: Task): void => {
    background.stop((owner) => owner === task);
    begin(task);
  };

  return {
    finish: (taskId) => {
      const task = running(taskId);
      const { outcome, params } = task;
      // An edit whose source was not read yet: its picture is made from it, so that goes on.
      if (!outcome) return endNow(task);
      const isToBeRead = outcome.error !== undefined && params.sourceUrl !== undefined;
      task.outcome = isToBeRead ? undefined : { knownAt: clock.now() };
      endNow(task);
      beginAnew(task);
    },
    failTask: (taskId, reason = 'failed on request') => {
      mustBeIn('sandbox.failTask')('the reason', typeof reason === 'string', 'a string', reason);
      const task = running(taskId);
      task.outcome = { knownAt: clock.now(), error: reason };
      endNow(task);
      beginAnew(task);
    },
    redeliver: async (id, kind) => {
      const isKind = kind === undefined || SENT_KINDS.includes(kind);
      mustBeIn('sandbox.redeliver')('the kind', isKind, `one of ${SENT_KINDS.join(', ')}`, kind);
      const task = tasks.byId(callbacks.entries().find((record) => record.id === id)?.taskId ?? id);
      if (!task) throw new RangeError(`The sandbox has no task and no callback ${id}.`);
      if (task.params.callbackUrl === undefined) throw new RangeError(`${id} has no callback_url.`);
      if (!isFinal(task, clock.now())) throw new RangeError(`The task ${task.id} is not final yet.`);
      const [record, second] = await background.run(task, (signal) =>
        parts.send(task, task.params.callbackUrl ?? '', kind, signal),
      );
      const last = second ?? record;
      if (!last) throw new RangeError(`${id} was not sent.`);
      return showCallback(last);
    },
  };
}
