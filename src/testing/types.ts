import type { Fetch } from '@runapi.ai/core/callbacks';
import type { HttpHandler } from 'msw';

/** A RunAPI that runs on this machine. Credits, delays and keys are made up; the behaviour is the service's. */
export interface Sandbox {
  /** The base URL in process, for `baseUrl`. It is served by `sandbox.fetch`, not by a socket. */
  readonly url: string;
  /** The only key that it accepts. */
  readonly apiKey: string;
  /** What its callbacks are signed with, base64. */
  readonly callbackSecret: string;
  /** The secret after a rotation, base64: what a callback with the fault `'rotated secret'` is signed with. */
  readonly nextCallbackSecret: string;
  /** `new FluxKontextClient(sandbox.clientOptions)` */
  readonly clientOptions: SandboxClientOptions;
  /** A `fetch` that this sandbox answers: the API, and the pictures. Anything else fails as an unknown host does. */
  readonly fetch: Fetch;
  /**
   * The same sandbox as a real HTTP server.
   * @param port default 0: any free one
   * @throws when the port is taken
   */
  listen(port?: number, options?: ListenOptions): Promise<SandboxServer>;
  /**
   * The same sandbox inside MSW 2: `setupServer(...sandbox.mswHandlers())`, or `setupWorker` in a browser.
   * @param baseUrl what is answered for, as the client has it. @default 'https://runapi.ai': an app needs no change
   */
  mswHandlers(baseUrl?: string): HttpHandler[];
  /** Makes coming requests or callbacks fail; faults are used up in the order in which they were asked for. Throws for a fault that there is not. */
  fail(fault: SandboxFault): void;
  /** The time that it goes by: `now()` is in milliseconds since 1970. A manual one begins at the real present. */
  readonly clock: { readonly kind: 'real' | 'manual'; now(): number };
  /**
   * Moves a manual clock on, and resolves when what came due is done. A callback, or the fetching of an
   * `input_image`, is waited for, up to a second of real time when its other side is silent. Throws when the clock
   * is real.
   */
  advance(ms: number): Promise<void>;
  /** Completes a task now: no need to wait for it. Throws when there is no such task, or it is final already. */
  finish(taskId: string): void;
  /** Fails a task now. Throws as `finish` does. @param reason the task's `error`. @default 'failed on request' */
  failTask(taskId: string, reason?: string): void;
  /**
   * Sends a final task's callback once more, once: the same id and body, signed anew.
   * @param id of the task, or of the callback
   * @param kind how the attempt goes wrong. @default none: it is a good one
   * @returns the attempt, with what the receiver answered
   * @throws (rejects) for an id that there is not, or a task that is not final
   */
  redeliver(id: string, kind?: Exclude<SandboxCallbackKind, 'none'>): Promise<SandboxCallback>;
  /** Calls the listener at each change of a task, request or callback; returns what ends that. */
  subscribe(listener: (change: SandboxChange) => void): () => void;
  /** Throws when a fault that was asked for was not met, or not as often: then the test did not test it. */
  assertDone(): void;
  /**
   * Resolves with what the predicate gives as soon as that is truthy; it is called now, and at each change.
   * @param options `timeoutMs`: real time, whatever the clock. Default 5_000
   * @throws (rejects) when time is up, saying what the sandbox has seen; with what the predicate throws
   */
  waitFor<T>(predicate: () => T, options?: { timeoutMs?: number | undefined }): Promise<NonNullable<T>>;
  /** All kept tasks, oldest first, as they are now. */
  readonly tasks: readonly SandboxTask[];
  /** All kept requests, oldest first, those for pictures included. */
  readonly requests: readonly SandboxRequest[];
  /** Each attempt to deliver a callback, oldest first. */
  readonly callbacks: readonly SandboxCallback[];
  /** Forgets tasks, requests, callbacks and faults, and stops what still runs. Servers go on listening. */
  reset(): void;
}

/** What a client needs to talk to the sandbox in process. */
export interface SandboxClientOptions {
  apiKey: string;
  baseUrl: string;
  fetch: Fetch;
  /** The key is made up: a page may hold it. */
  dangerouslyAllowBrowser: true;
}

/** Options of `sandbox.listen`. */
export interface ListenOptions {
  /**
   * The address to listen on. Anything but loopback opens the sandbox to other machines, for containers and the
   * like: then `Host` is not checked either. @default '127.0.0.1'
   */
  host?: string | undefined;
}

/** A sandbox that listens. */
export interface SandboxServer {
  /** Such as `http://127.0.0.1:43117`. */
  readonly url: string;
  /** Ends every connection and what tasks that came this way still do, then resolves. Can be called twice. */
  close(): Promise<void>;
}

/** Which call of the API a fault is for; `'image'` is a picture's URL. */
export type SandboxCall = 'create' | 'get' | 'files' | 'account' | 'image';

/** Something that goes wrong on request: an answer, or a callback. */
export type SandboxFault = SandboxAnswerFault | SandboxCallbackFault;

/** One that a caller meets in place of the answer. */
export interface SandboxAnswerFault {
  /**
   * What the caller gets in place of the answer: an HTTP status from 400 to 599, or
   * - `'network'`: the connection breaks;
   * - `'timeout'`: no answer ever comes, until the caller gives up or the server closes;
   * - `'slow'`: the right answer, after `delayMs`;
   * - `'drop body'`: the right answer's head and half of its body, and then the connection breaks;
   * - `'html'`: 502 with a gateway's HTML page.
   */
  status: number | 'network' | 'timeout' | 'slow' | 'drop body' | 'html';
  /** How many requests meet it. @default 1 */
  times?: number | undefined;
  /** The answer's `Retry-After`: seconds, or the header as it stands (a date). With a number as status only. @default none */
  retryAfter?: number | string | undefined;
  /** How long `'slow'` keeps the answer back, in milliseconds of the sandbox's clock. @default 5_000 */
  delayMs?: number | undefined;
  /** Which call meets it. @default any call of the API, pictures excepted */
  on?: SandboxCall | undefined;
  /**
   * The service did its work, and only the answer was lost: a create has made its task.
   * @default false; of `'slow'` and `'drop body'` it holds always
   */
  processed?: boolean | undefined;
}

/** One of the sending of callbacks. */
export interface SandboxCallbackFault {
  /** What goes wrong. */
  callback: SandboxCallbackKind;
  /** How many attempts meet it. @default 1 */
  times?: number | undefined;
}

/**
 * How an attempt to deliver a callback goes wrong.
 * - `'duplicate'`: it is sent twice at the same moment, with the same id.
 * - `'late'`: its timestamp is ten minutes old.
 * - `'bad signature'`: it is signed with a secret that is not the account's.
 * - `'rotated secret'`: it is signed with `sandbox.nextCallbackSecret`.
 * - `'none'`: it is never sent, nor are its repeats.
 */
export type SandboxCallbackKind = 'duplicate' | 'late' | 'bad signature' | 'rotated secret' | 'none';

/** What `sandbox.subscribe` tells. */
export type SandboxChange =
  | { readonly kind: 'task'; readonly task: SandboxTask }
  | { readonly kind: 'request'; readonly request: SandboxRequest }
  | { readonly kind: 'callback'; readonly callback: SandboxCallback }
  | { readonly kind: 'reset' };

/** A task, as the sandbox has it. */
export interface SandboxTask {
  readonly id: string;
  readonly status: 'pending' | 'processing' | 'completed' | 'failed';
  /** The body of the create, as it came. */
  readonly params: Readonly<Record<string, unknown>>;
  /** On `completed`. */
  readonly images?: readonly { readonly url: string }[];
  /** On `failed`. */
  readonly error?: string;
  readonly idempotencyKey?: string;
  readonly clientRequestId?: string;
  readonly createdAt: Date;
}

/** A request, and what it was answered. */
export interface SandboxRequest {
  /** `X-Request-Id` of the answer. */
  readonly id: string;
  readonly receivedAt: Date;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** By lower-case name. A key that is not the sandbox's own is not kept. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where it is JSON, else text; absent when there was none, or it was too large. */
  readonly body?: unknown;
  /** Absent while there is no answer, and when a fault kept it back. */
  readonly status?: number;
  /** The answer's headers, by lower-case name. */
  readonly responseHeaders?: Readonly<Record<string, string>>;
  /** The answer's body, parsed; absent for what is no JSON. */
  readonly responseBody?: unknown;
  /** The task that it made, or asked for; absent when a fault kept the answer back. */
  readonly taskId?: string;
}

/** One attempt to deliver a callback. */
export interface SandboxCallback {
  /** `X-Callback-Id`: the same on each attempt. */
  readonly id: string;
  readonly taskId: string;
  readonly url: string;
  /** 1 is the first. */
  readonly attempt: number;
  readonly sentAt: Date;
  readonly headers: Readonly<Record<string, string>>;
  /** The exact body that was signed. */
  readonly body: string;
  /** How it was made to go wrong, if it was. */
  readonly kind?: SandboxCallbackKind;
  /** What the receiver answered. */
  readonly status?: number;
  /** The text of that answer; empty when it is longer than 4 KiB. */
  readonly responseBody?: string;
  /** Why there was no answer. */
  readonly error?: string;
}
