import { createBackground } from './background.js';
import type { Task } from './task.js';
import { type Clock, sleepUntil } from './time/clock.js';

/** Says when a task's status has changed by itself. It is read off the clock, so nothing else would tell. */
export interface TaskFollower {
  follow(task: Task): void;
  stop(): void;
}

export function createTaskFollower(clock: Clock, changed: (task: Task) => void): TaskFollower {
  const background = createBackground();
  const tellAt = (task: Task, at: number): void => {
    if (at <= clock.now()) return;
    background.start(task, async (signal) => {
      await sleepUntil(clock, at, signal);
      changed(task);
    });
  };
  return {
    follow: (task) => {
      // Both timers begin now: whoever waits for the task's end later hears of it later.
      tellAt(task, task.processingAt);
      tellAt(task, task.dueAt);
    },
    stop: () => background.stop(),
  };
}
