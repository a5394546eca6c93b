import {
  AbortError,
  type ErrorFields,
  RunApiError,
  readErrorBody,
  TaskFailedError,
  withContext,
} from '@runapi.ai/core';
import type { RunOptions, TextToImageResponse } from './types.js';

/** An error on its way to the caller: its stack shows them, too, where a timer or an event made it. */
export function leaving(error: unknown, context: ErrorFields, advice?: string): unknown {
  if (error instanceof RunApiError) Reflect.get(Error, 'captureStackTrace')?.(error, leaving); // of V8 and JavaScriptCore
  return withContext(error, context, advice);
}

/** What `create` is left with: the key leads to the task, if one was made. */
export function createFailed(error: unknown, given: unknown): unknown {
  const idempotencyKey = typeof given === 'string' ? given : undefined; // one that is none was refused, and is named there
  const mayExist = error instanceof RunApiError && error.outcomeKnown === false;
  return leaving(
    error,
    { idempotencyKey, outcomeKnown: true },
    mayExist
      ? `The task may have been made: repeat the call with idempotencyKey '${idempotencyKey}' to get that one, and no second.`
      : '',
  );
}

/** What a wait is left with. */
export const waitFailed = (error: unknown, taskId: string, { idempotencyKey }: RunOptions): unknown =>
  leaving(
    error,
    { taskId, idempotencyKey },
    error instanceof AbortError ? `Go on with wait('${taskId}').` : '',
  );

/** Of a task that is final, and has no picture. */
export function taskFailed(taskId: string, task: TextToImageResponse): TaskFailedError {
  const reason = readErrorBody(task).message ?? 'the service gave no reason';
  return new TaskFailedError(
    `Task ${taskId} failed: ${reason.replace(/\.$/, '')}. Another try is a new task, under a fresh idempotency key.`,
    {
      taskId,
      details: { ...task, status: 'failed' },
    },
  );
}
