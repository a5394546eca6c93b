import type { FetchOptions } from '../options.js';
import type { Deadline } from '../time/deadline.js';

/** One logical request: what every policy gets, and passes on with a change or without. */
export interface Call {
  readonly method: 'GET' | 'POST';
  /** Below the base URL, encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text; made once, so that every attempt sends the same bytes. */
  readonly body?: string | undefined;
  /** What makes a POST safe to repeat. */
  readonly idempotencyKey?: string | undefined;
  readonly fetchOptions: FetchOptions;
  /** Limit of one attempt. */
  readonly timeoutMs: number;
  readonly maxRetries: number;
  /** Limit of all attempts, pauses and waits in the queue together. */
  readonly deadline: Deadline;
  readonly signal?: AbortSignal | undefined;
  /** 1 for the first. */
  readonly attempt: number;
}

/** A 2xx answer, read to its end. */
export interface Reply {
  /** What was asked, for messages. */
  readonly call: string;
  readonly status: number;
  readonly requestId?: string | undefined;
  readonly taskId?: string | undefined;
  /** Parsed. */
  readonly body: unknown;
  /** As it came, for the excerpt in an error. */
  readonly text: string;
}

export type Send<Answer = Reply> = (call: Call) => Promise<Answer>;
export type Policy = <Answer>(next: Send<Answer>) => Send<Answer>;

/** How a call is named in messages and log lines. */
export const nameOf = (call: Pick<Call, 'method' | 'path'>): string => `${call.method} ${call.path}`;
