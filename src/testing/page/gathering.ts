import { DEFAULT_API_KEY } from '../resolve-options.js';
import type { SandboxChange } from '../types.js';
import type { Desk } from './desk.js';
import {
  type CallbackRow,
  callbackRow,
  type RequestRow,
  requestRow,
  SHOWN,
  type TaskRow,
  taskRow,
} from './rows.js';

/** What an event carries; all of it oldest first. */
export interface Update {
  /** With a snapshot; absent when it may be a real one, which somebody else could read off the page. */
  readonly apiKey?: string;
  readonly tasks: readonly TaskRow[];
  readonly requests: readonly RequestRow[];
  readonly callbacks: readonly CallbackRow[];
}

/** One above what a page shows tells it that there are more. */
const MAX = SHOWN + 1;

/** What has changed since somebody took it. */
export interface Gathering {
  note(change: SandboxChange): void;
  isEmpty(): boolean;
  /** As a server-sent event; `undefined` when there is nothing new. */
  take(): string | undefined;
}

/** It begins with a snapshot. However long nobody takes it, it holds little more than a page shows. */
export function createGathering(desk: Desk): Gathering {
  const tasks = createNewest<TaskRow>();
  const requests = createNewest<RequestRow>();
  const callbacks = createNewest<CallbackRow>();
  const parts = [tasks, requests, callbacks];
  let isSnapshot = true;

  const startOver = (): void => {
    for (const part of parts) part.clear();
    isSnapshot = true;
    for (const task of desk.tasks().slice(-MAX)) tasks.set(task.id, taskRow(task));
    for (const request of desk.requests().slice(-MAX)) requests.set(request.id, requestRow(request));
    for (const callback of desk.callbacks().slice(-MAX))
      callbacks.set(callback.taskId, callbackRow(callback));
  };
  startOver();

  const isEmpty = (): boolean => !isSnapshot && parts.every((part) => part.isEmpty());
  return {
    note: (change) => {
      if (change.kind === 'reset') startOver();
      else if (change.kind === 'task') tasks.set(change.task.id, taskRow(change.task));
      else if (change.kind === 'request') requests.set(change.request.id, requestRow(change.request));
      else callbacks.set(change.callback.taskId, callbackRow(change.callback));
    },
    isEmpty,
    take: () => {
      if (isEmpty()) return undefined;
      const name = isSnapshot ? 'snapshot' : 'changes';
      const update: Update = {
        ...(isSnapshot && desk.apiKey === DEFAULT_API_KEY && { apiKey: desk.apiKey }),
        tasks: tasks.take(),
        requests: requests.take(),
        callbacks: callbacks.take(),
      };
      isSnapshot = false;
      return `event: ${name}\ndata: ${JSON.stringify(update)}\n\n`;
    },
  };
}

/** The newest of each id, in the order in which the ids came; when there are too many, the oldest go. */
function createNewest<T>() {
  const kept = new Map<string, T>();
  return {
    set: (id: string, row: T): void => {
      kept.set(id, row);
      if (kept.size <= MAX) return;
      for (const oldest of kept.keys()) return void kept.delete(oldest);
    },
    take: (): T[] => {
      const rows = [...kept.values()];
      kept.clear();
      return rows;
    },
    isEmpty: () => kept.size === 0,
    clear: () => kept.clear(),
  };
}
