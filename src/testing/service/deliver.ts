import { signCallback } from '@runapi.ai/core/callbacks';
import type { SandboxCallback } from '../types.js';
import { type Clock, sleepUntil } from './clock.js';
import { describeError } from './describe-error.js';
import type { Log } from './log.js';
import { randomUuid } from './random.js';
import { type Task, viewTask } from './task.js';
import { within } from './within.js';

/** How long a receiver has to answer. */
const LIMIT_MS = 10_000;

/** One attempt; its end is written in when it comes. */
export interface CallbackRecord extends SandboxCallback {
  status?: number;
  error?: string;
}

export interface DeliverParts {
  clock: Clock;
  fetch: typeof fetch;
  secret: string;
  retryDelaysMs: readonly number[];
  log: Log<CallbackRecord>;
}

/** Calls back with the final task until the receiver answers 2xx. The id stays; each attempt is signed anew. */
export const createDeliver =
  (parts: DeliverParts) =>
  async (task: Task, url: string, signal: AbortSignal): Promise<void> => {
    const { clock, log, retryDelaysMs, secret } = parts;
    const id = randomUuid();
    const body = JSON.stringify(viewTask(task, clock.now(), task.origin));
    for (let attempt = 1; ; attempt++) {
      const sentAt = new Date(clock.now());
      const headers = {
        'Content-Type': 'application/json',
        'User-Agent': 'RunAPI-Sandbox',
        ...signCallback({ body, secret, id, timestamp: sentAt }),
      };
      const record = log.add({ id, taskId: task.id, url, attempt, sentAt, headers, body });
      await send(record, signal, parts);
      if (isSuccess(record.status)) return;

      const delayMs = retryDelaysMs[attempt - 1];
      if (delayMs === undefined) return;
      await sleepUntil(clock, clock.now() + delayMs, signal);
    }
  };

async function send(
  record: CallbackRecord,
  signal: AbortSignal,
  { clock, fetch }: DeliverParts,
): Promise<void> {
  const { url, headers, body } = record;
  const late = (): Error => new Error(`no answer within ${LIMIT_MS / 1_000} s`);
  try {
    record.status = await within({ clock, limitMs: LIMIT_MS, signal, late }, async (signal) => {
      // A redirect is no 2xx, and what is signed for one receiver goes to no other.
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      await response.body?.cancel();
      return response.status;
    });
  } catch (error) {
    record.error = signal.aborted ? 'stopped' : describeError(error);
    signal.throwIfAborted();
  }
}

const isSuccess = (status = 0): boolean => status >= 200 && status < 300;
