import type { RunApiError } from '../errors/run-api-error.js';
import type { FetchOptions } from '../options.js';
import type { FetchBlob, Signal } from '../platform.js';
import type { Deadline } from '../time/deadline.js';

/** One logical request: what every policy gets, and passes on with a change or without. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the base URL, encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text, made once, or a file: every attempt sends the same bytes, all of them. */
  readonly body?: string | FetchBlob | undefined;
  /** What makes a POST safe to repeat. */
  readonly idempotencyKey?: string | undefined;
  /** It makes no task and costs nothing, so that doing it twice is no harm. A GET always is so. */
  readonly isRepeatable?: boolean | undefined;
  /** For a call that does not go to the API. */
  readonly elsewhere?: Elsewhere | undefined;
  readonly fetchOptions?: FetchOptions | undefined;
  /** Limit of one attempt. */
  readonly timeoutMs: number;
  readonly maxRetries: number;
  /** Limit of all attempts, pauses and waits in the queue together. */
  readonly deadline: Deadline;
  readonly signal?: Signal | undefined;
  /** Called when an attempt has left the queue: what is counted from there does not count the waiting. */
  readonly onSent?: (() => void) | undefined;
  /** Called when an answer has begun: its status and headers count, whatever becomes of its body. */
  readonly onAnswer?: ((begun: BegunAnswer) => void) | undefined;
  /** 1 for the first. */
  readonly attempt: number;
}

/** Where a call goes that does not go to the API, and without the API key: any 2xx is an answer there. */
export interface Elsewhere {
  readonly url: string;
  /** Which redirects are followed. */
  readonly rule: RedirectRule;
  /** What the reader of an error can do. */
  readonly advice: string;
  /** The error for what `fetch` threw, where that is no fault of the network. */
  readonly toError: (thrown: unknown) => RunApiError | undefined;
}

/** What counts of a URL; the type `URL` itself is not everywhere. */
export type RedirectTarget = Readonly<Record<'origin' | 'protocol' | 'hostname', string>>;

/** Which redirects a call follows, and what is said of the others. */
export interface RedirectRule {
  follows(target: RedirectTarget, from: string): boolean;
  /** How the sentence goes on after `was redirected to … (302), which is not followed: `. */
  readonly why: string;
  /** Where a redirect can't be seen (browsers don't show where it leads), `fetch` may follow it by itself. */
  readonly unseen?: boolean;
}

/** What is known of an answer before its body has come. */
export interface BegunAnswer {
  readonly taskId?: string | undefined;
  /** Makes the error that its status stands for, when that is no 2xx. */
  readonly toError?: (() => RunApiError) | undefined;
}

/** A 2xx answer, read to its end. */
export interface Reply {
  /** What was asked, for messages. */
  readonly call: string;
  /** The call may have made a task, so that much is open when the answer is none. */
  readonly isOpen?: boolean;
  readonly status: number;
  readonly requestId?: string | undefined;
  readonly taskId?: string | undefined;
  /** Parsed. */
  readonly body: unknown;
  /** As it came, for the excerpt in an error. */
  text(): string;
}

export type Send<Answer = Reply> = (call: Call) => Promise<Answer>;
export type Policy = <Answer>(next: Send<Answer>) => Send<Answer>;

/** Whether nothing is left open by a call that got no answer. */
export const isRepeatable = (call: Pick<Call, 'method' | 'isRepeatable'>): boolean =>
  call.method === 'GET' || call.isRepeatable === true;

/** How a call is named in messages and log lines. */
export const nameOf = (call: Pick<Call, 'method' | 'path'>): string => `${call.method} ${call.path}`;
