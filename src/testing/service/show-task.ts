import type { SandboxTask } from '../types.js';
import { type Task, viewTask } from './task.js';

/** For assertions. */
export const showTask = (task: Task, now: number): SandboxTask => ({
  ...viewTask(task, now, task.origin),
  params: structuredClone(task.input),
  createdAt: new Date(task.createdAt),
  ...(task.idempotencyKey !== undefined && { idempotencyKey: task.idempotencyKey }),
  ...(task.clientRequestId !== undefined && { clientRequestId: task.clientRequestId }),
});
