import type { SandboxCallback, SandboxRequest, SandboxTask } from '../types.js';
import { PATHS } from './paths.js';

/** What a list of the page shows of a task. A prompt may be a megabyte: its beginning is enough. */
export interface TaskRow {
  readonly id: string;
  readonly status: SandboxTask['status'];
  readonly prompt: string;
  readonly model: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Path of the picture. */
  readonly picture?: string;
  readonly error?: string;
}

export interface RequestRow {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** Absent while there is no answer. */
  readonly status?: number;
  readonly taskId?: string;
}

export interface CallbackRow {
  readonly taskId: string;
  readonly attempt: number;
  readonly status?: number;
  readonly error?: string;
}

/** How many tasks, and how many requests, a page shows. */
export const SHOWN = 500;
const MAX_TEXT = 300;

export function taskRow({ id, status, params, createdAt, images, error }: SandboxTask): TaskRow {
  const url = images?.[0]?.url;
  return {
    id,
    status,
    prompt: beginning(params['prompt']),
    model: beginning(params['model']),
    at: createdAt.getTime(),
    ...(url !== undefined && { picture: picturePath(url) }),
    ...(error !== undefined && { error: beginning(error) }),
  };
}

export const requestRow = ({ id, receivedAt, method, path, status, taskId }: SandboxRequest): RequestRow => ({
  id,
  at: receivedAt.getTime(),
  method,
  path: beginning(path),
  ...(status !== undefined && { status }),
  ...(taskId !== undefined && { taskId }),
});

export const callbackRow = ({ taskId, attempt, status, error }: SandboxCallback): CallbackRow => ({
  taskId,
  attempt,
  ...(status !== undefined && { status }),
  ...(error !== undefined && { error: beginning(error) }),
});

/** The page has its own path to a picture: what it looks at must not show among the requests. */
export const picturePath = (url: string): string => PATHS.images + url.slice(url.lastIndexOf('/') + 1);

const beginning = (value: unknown): string => String(value).slice(0, MAX_TEXT);
