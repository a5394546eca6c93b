import { MAX_KEPT_CHARACTERS } from './log.js';
import { isFinal, type Task } from './task.js';

/** The tasks that are kept, found by each of their names. */
export interface Tasks {
  /** Lets the oldest final task go when it is full. `false`: all of them still run, and none may be lost. */
  makeRoom(now: number): boolean;
  add(task: Task): void;
  byId(id: string): Task | undefined;
  byIdempotencyKey(key: string): Task | undefined;
  byImageName(name: string): Task | undefined;
  /** Oldest first. */
  all(): readonly Task[];
  clear(): void;
}

export function createTasks(keep: number, maxSize = MAX_KEPT_CHARACTERS): Tasks {
  const ids = new Map<string, Task>();
  const keys = new Map<string, Task>();
  const images = new Map<string, Task>();

  let size = 0;

  const remove = (task: Task): void => {
    size -= task.size;
    ids.delete(task.id);
    images.delete(task.imageName);
    if (task.idempotencyKey !== undefined) keys.delete(task.idempotencyKey);
  };
  const oldestFinal = (now: number): Task | undefined => {
    for (const task of ids.values()) if (isFinal(task, now)) return task; // a Map keeps the order of insertion
    return undefined;
  };

  return {
    makeRoom: (now) => {
      while (ids.size >= keep || size > maxSize) {
        const oldest = oldestFinal(now);
        if (!oldest) return false;
        remove(oldest);
      }
      return true;
    },
    add: (task) => {
      size += task.size;
      ids.set(task.id, task);
      images.set(task.imageName, task);
      if (task.idempotencyKey !== undefined) keys.set(task.idempotencyKey, task);
    },
    byId: (id) => ids.get(id),
    byIdempotencyKey: (key) => keys.get(key),
    byImageName: (name) => images.get(name),
    all: () => [...ids.values()],
    clear: () => {
      for (const index of [ids, keys, images]) index.clear();
      size = 0;
    },
  };
}
