import { signCallback } from '@runapi.ai/core/callbacks';
import type { SandboxCallback, SandboxCallbackKind } from '../../types.js';
import { describeError } from '../describe-error.js';
import type { Log } from '../log.js';
import { randomBytes } from '../random.js';
import { readBytes } from '../read-bytes.js';
import { type Task, viewTask } from '../task.js';
import type { Clock } from '../time/clock.js';
import { within } from '../time/within.js';
import { nextSecretOf } from './next-secret.js';

/** How long a receiver has to answer. */
const LIMIT_MS = 10_000;
/** More of a receiver's answer is not kept. */
const MAX_ANSWER_BYTES = 4_096;
/** Twice what receivers are told to bear. */
const LATE_MS = 600_000;

/** One attempt; its end is written in when it comes. */
export interface CallbackRecord extends SandboxCallback {
  error?: string;
}

/** For assertions. */
export const showCallback = (record: CallbackRecord): SandboxCallback => ({ ...record });

/** Kinds of attempts that are sent at all. */
export type SentKind = Exclude<SandboxCallbackKind, 'none'>;

export interface AttemptParts {
  clock: Clock;
  fetch: typeof fetch;
  secret: string;
  log: Log<CallbackRecord>;
  /** A record is new, or has its end. */
  changed(record: CallbackRecord): void;
}

/** Sends a final task's callback once. Never rejects for what the receiver does: the record says that. */
export const createAttempt =
  (parts: AttemptParts) =>
  async (
    task: Task,
    url: string,
    kind: SentKind | undefined,
    signal: AbortSignal,
  ): Promise<CallbackRecord> => {
    const { clock, log, changed } = parts;
    const id = task.callbackId;
    const sentAt = new Date(clock.now());
    const timestamp = kind === 'late' ? new Date(sentAt.getTime() - LATE_MS) : sentAt;
    const body = JSON.stringify(viewTask(task, clock.now(), task.origin));
    const headers = {
      'Content-Type': 'application/json',
      'User-Agent': 'RunAPI-Sandbox',
      ...signCallback({ body, secret: secretFor(kind, parts.secret), id, timestamp }),
    };
    task.callbackAttempts++;
    const attempt = task.callbackAttempts;
    const known = { id, taskId: task.id, url, attempt, sentAt, headers, body };
    const record: CallbackRecord = log.add({ ...known, ...(kind && { kind }) });
    changed(record);
    try {
      Object.assign(record, await clock.outside(post(record, signal, parts)));
    } catch (error) {
      record.error = signal.aborted ? 'stopped' : describeError(error);
      signal.throwIfAborted();
    } finally {
      changed(record);
    }
    return record;
  };

function secretFor(kind: string | undefined, secret: string): string {
  if (kind === 'rotated secret') return nextSecretOf(secret);
  return kind === 'bad signature' ? btoa(String.fromCharCode(...randomBytes(32))) : secret;
}

interface Answer {
  status: number;
  responseBody: string;
}

const post = (
  { url, headers, body }: CallbackRecord,
  signal: AbortSignal,
  { clock, fetch }: AttemptParts,
): Promise<Answer> => {
  const late = (): Error => new Error(`no answer within ${LIMIT_MS / 1_000} s`);
  return within({ clock, limitMs: LIMIT_MS, signal, late }, async (signal) => {
    // A redirect is no 2xx, and what is signed for one receiver goes to no other.
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    return { status: response.status, responseBody: await shortText(response) };
  });
};

/** The beginning of what the receiver said, to be looked at. */
async function shortText({ body }: Response): Promise<string> {
  const bytes = body ? await readBytes(body, MAX_ANSWER_BYTES) : undefined;
  return new TextDecoder().decode(bytes);
}
