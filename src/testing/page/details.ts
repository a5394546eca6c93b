import type { SandboxCallback, SandboxRequest, SandboxTask } from '../types.js';
import type { Desk } from './desk.js';
import { picturePath } from './rows.js';

/** What the page shows of one task. Dates are ISO 8601. */
export interface TaskDetail {
  readonly task: InJson<SandboxTask>;
  /** Path of the picture. */
  readonly picture?: string;
  /** Newest first. */
  readonly requests: readonly InJson<SandboxRequest>[];
  /** How many requests there are that are not shown. */
  readonly olderRequests: number;
  /** Newest first. */
  readonly callbacks: readonly InJson<SandboxCallback>[];
}

export type RequestDetail = InJson<SandboxRequest>;

/** As it arrives: dates become text. */
export type InJson<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] };

/** Who polls for an hour makes thousands of requests for one task. */
const MAX_REQUESTS = 100;

/** `undefined` when there is no such task, or it is not kept any more. */
export function taskDetail(desk: Desk, id: string): object | undefined {
  const task = desk.tasks().find((one) => one.id === id);
  if (!task) return undefined;
  const url = task.images?.[0]?.url;
  const requests = desk.requests().filter(({ taskId }) => taskId === id);
  return {
    task,
    ...(url !== undefined && { picture: picturePath(url) }),
    requests: requests.slice(-MAX_REQUESTS).reverse().map(withoutKey),
    olderRequests: Math.max(0, requests.length - MAX_REQUESTS),
    callbacks: desk
      .callbacks()
      .filter(({ taskId }) => taskId === id)
      .reverse(),
  };
}

export function requestDetail(desk: Desk, id: string): object | undefined {
  const request = desk.requests().find((one) => one.id === id);
  return request && withoutKey(request);
}

/** The page is shown around, and the key that somebody gave the sandbox may be a real one. */
const withoutKey = (request: SandboxRequest): SandboxRequest => ({
  ...request,
  headers: Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      name === 'authorization' && value.startsWith('Bearer ') ? "Bearer [the sandbox's key]" : value,
    ]),
  ),
});
