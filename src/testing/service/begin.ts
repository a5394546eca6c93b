import type { Background } from './background.js';
import type { Pictures } from './pictures.js';
import type { Task } from './task.js';
import { type Clock, sleepUntil } from './time/clock.js';

export interface BeginParts {
  clock: Clock;
  background: Background;
  pictures: Pictures;
  fetchSource(url: string, signal: AbortSignal): Promise<Uint8Array>;
  deliver(task: Task, callbackUrl: string, signal: AbortSignal): Promise<void>;
  changed(task: Task): void;
}

/** What a task does by itself: an edit reads its source, and whoever asked for it is called back at the end. */
export const createBegin =
  (parts: BeginParts) =>
  (task: Task): void => {
    const { callbackUrl, sourceUrl } = task.params;
    if (task.outcome && callbackUrl === undefined) return;
    parts.background.start(task, async (signal) => {
      if (!task.outcome && sourceUrl !== undefined) await edit(task, sourceUrl, signal, parts);
      if (callbackUrl === undefined) return;
      await sleepUntil(parts.clock, task.dueAt, signal);
      await parts.deliver(task, callbackUrl, signal);
    });
  };

/** Drawn as soon as the source is there, and not when somebody looks: a source that is no picture fails the task. */
async function edit(task: Task, sourceUrl: string, signal: AbortSignal, parts: BeginParts): Promise<void> {
  const { changed, clock, fetchSource, pictures } = parts;
  try {
    const source = await clock.outside(fetchSource(sourceUrl, signal));
    signal.throwIfAborted(); // somebody ended the task by hand
    pictures.edit(task, source);
    task.outcome = { knownAt: clock.now() };
  } catch (error) {
    signal.throwIfAborted();
    task.outcome = { knownAt: clock.now(), error: error instanceof Error ? error.message : String(error) };
  }
  changed(task);
}
