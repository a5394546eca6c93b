import { type CallbackRecord, showCallback } from './callbacks/attempt.js';
import { type Changes, createChanges } from './changes.js';
import { createTaskFollower } from './follow-tasks.js';
import { type RequestRecord, showRequest } from './recorded.js';
import { showTask } from './show-task.js';
import { isFinal, type Task } from './task.js';
import type { Tasks } from './tasks.js';
import type { Clock } from './time/clock.js';

/** Tells what has changed, in the words of `sandbox.subscribe`. */
export interface Watch extends Pick<Changes, 'subscribe'> {
  created(task: Task): void;
  task(task: Task): void;
  request(record: RequestRecord): void;
  callback(record: CallbackRecord): void;
  /** Everything is forgotten. */
  reset(): void;
}

export function createWatch(clock: Clock, tasks: Tasks, apiKey: string): Watch {
  const tellTask = (task: Task): void =>
    changes.tell(() => ({ kind: 'task', task: showTask(task, clock.now()) }));
  const follower = createTaskFollower(clock, tellTask);
  const changes = createChanges((isWatched) => {
    if (!isWatched) return follower.stop();
    for (const task of tasks.all()) if (!isFinal(task, clock.now())) follower.follow(task);
  });
  return {
    subscribe: changes.subscribe,
    created: (task) => {
      tellTask(task);
      if (changes.isWatched()) follower.follow(task);
    },
    task: tellTask,
    request: (record) => changes.tell(() => ({ kind: 'request', request: showRequest(record, apiKey) })),
    callback: (record) => changes.tell(() => ({ kind: 'callback', callback: showCallback(record) })),
    reset: () => {
      follower.stop();
      changes.tell(() => ({ kind: 'reset' }));
    },
  };
}
