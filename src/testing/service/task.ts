import type { SandboxCallbackKind } from '../types.js';
import type { TaskParams } from './params.js';

/** How long an image's URL lives after the task's end: 7 days. */
const IMAGE_LIFE_MS = 7 * 24 * 60 * 60 * 1_000;

/** A task. Its status is not kept but read off the clock, so there is no timer that could miss it. */
export interface Task {
  readonly id: string;
  /** The body of the create, as it came. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly params: TaskParams;
  /** Where the create came in: its callback's image URLs must lead there, too. */
  readonly origin: string;
  /** That face's own URL. */
  readonly face: string;
  readonly idempotencyKey: string | undefined;
  readonly clientRequestId: string | undefined;
  readonly createdAt: number;
  processingAt: number;
  /** When it is final, if its outcome is known by then. */
  dueAt: number;
  /** The last part of the image's URL. */
  readonly imageName: string;
  /** Of the body that it came in, in characters. */
  readonly size: number;
  /** Made up. */
  readonly costCents: number;
  /** `X-Callback-Id`: one for the task, whatever happens to the attempts. */
  readonly callbackId: string;
  callbackAttempts: number;
  /** What words in the prompt make of the first attempt. */
  readonly firstCallback: SandboxCallbackKind | undefined;
  /** Known from the start for generations, and once the source was read for edits. */
  outcome: Outcome | undefined;
}

export interface Outcome {
  readonly knownAt: number;
  /** Why it failed; absent: it is completed. */
  readonly error?: string;
}

export type TaskView =
  | { id: string; status: 'pending' | 'processing' }
  | { id: string; status: 'completed'; images: { url: string }[] }
  | { id: string; status: 'failed'; error: string };

/** The task as the service shows it at a time, through the face at `origin`. */
export function viewTask(task: Task, now: number, origin: string): TaskView {
  const { id, outcome } = task;
  if (now < task.processingAt) return { id, status: 'pending' };
  if (now < task.dueAt || !outcome) return { id, status: 'processing' };
  if (outcome.error !== undefined) return { id, status: 'failed', error: outcome.error };
  return { id, status: 'completed', images: [{ url: `${origin}/images/${task.imageName}` }] };
}

export const isFinal = (task: Task, now: number): boolean => now >= task.dueAt && task.outcome !== undefined;

/** Whether the image's URL has ended. */
export const isImageExpired = (task: Task, now: number): boolean =>
  now >= Math.max(task.dueAt, task.outcome?.knownAt ?? 0) + IMAGE_LIFE_MS;
