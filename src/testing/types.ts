/** A RunAPI that runs on this machine. Credits, delays and keys are made up; the behaviour is the service's. */
export interface Sandbox {
  /** The base URL in process, for `baseUrl`. It is served by `sandbox.fetch`, not by a socket. */
  readonly url: string;
  /** The only key that it accepts. */
  readonly apiKey: string;
  /** What its callbacks are signed with, base64. */
  readonly callbackSecret: string;
  /** `new FluxKontextClient(sandbox.clientOptions)` */
  readonly clientOptions: SandboxClientOptions;
  /** A `fetch` that this sandbox answers: the API, and the pictures. Anything else fails as an unknown host does. */
  readonly fetch: typeof fetch;
  /** The same sandbox as a real HTTP server, on 127.0.0.1 only. @param port default 0: any free one */
  listen(port?: number): Promise<SandboxServer>;
  /** Makes coming requests fail; faults are used up in the order in which they were asked for. */
  fail(fault: SandboxFault): void;
  /** All kept tasks, oldest first, as they are now. */
  readonly tasks: readonly SandboxTask[];
  /** All kept requests, oldest first, those for pictures included. */
  readonly requests: readonly SandboxRequest[];
  /** Each attempt to deliver a callback, oldest first. */
  readonly callbacks: readonly SandboxCallback[];
  /** Forgets tasks, requests, callbacks and faults, and stops what still runs. Servers go on listening. */
  reset(): void;
}

export interface SandboxClientOptions {
  apiKey: string;
  baseUrl: string;
  fetch: typeof fetch;
  /** The key is made up: a page may hold it. */
  dangerouslyAllowBrowser: true;
}

export interface SandboxServer {
  /** Such as `http://127.0.0.1:43117`. */
  readonly url: string;
  /** Ends every connection and what tasks that came this way still do, then resolves. Can be called twice. */
  close(): Promise<void>;
}

export interface SandboxFault {
  /**
   * An HTTP status from 400 to 599; `'network'`: the connection breaks; `'timeout'`: no answer ever comes, until
   * the caller gives up or the server closes.
   */
  status: number | 'network' | 'timeout';
  /** How many requests meet it. @default 1 */
  times?: number | undefined;
  /** The answer's `Retry-After`: seconds, or the header as it stands (a date). @default none */
  retryAfter?: number | string | undefined;
  /** Which call meets it. @default both */
  on?: 'create' | 'get' | undefined;
  /** The service did its work, and only the answer was lost: a create has made its task. @default false */
  processed?: boolean | undefined;
}

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
}

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
  /** What the receiver answered. */
  readonly status?: number;
  /** Why there was no answer. */
  readonly error?: string;
}
