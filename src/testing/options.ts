import { signCallback } from '@runapi.ai/core/callbacks';

/** What a sandbox can be told; all of it has a default. */
export interface SandboxOptions {
  /** The key that the sandbox accepts; any other gets 401. @default 'runapi_sandbox_key' */
  apiKey?: string | undefined;
  /** What callbacks are signed with, base64. @default a fixed, made-up one: `sandbox.callbackSecret` */
  callbackSecret?: string | undefined;
  /** How long a task is `pending`, in milliseconds. @default 300 */
  pendingMs?: number | undefined;
  /** How long it is `processing` after that, in milliseconds; `[slow:30s]` in a prompt wins. @default 1_200 */
  processingMs?: number | undefined;
  /**
   * Fetches `input_image` and delivers callbacks. Hand in your own to keep a test off the network.
   * @default the global `fetch`, looked up at each call
   */
  fetch?: typeof fetch | undefined;
  /**
   * How long to wait before each repeat of a callback that was not answered with 2xx, in milliseconds: as many
   * repeats as there are numbers. @default [1_000, 5_000, 30_000]
   */
  callbackRetryDelaysMs?: readonly number[] | undefined;
  /** How many tasks, requests and callback attempts are kept, of each; the oldest go first. @default 10_000 */
  keep?: number | undefined;
}

export interface ResolvedOptions {
  readonly apiKey: string;
  readonly callbackSecret: string;
  readonly pendingMs: number;
  readonly processingMs: number;
  readonly fetch: typeof fetch;
  readonly callbackRetryDelaysMs: readonly number[];
  readonly keep: number;
}

const defaults: ResolvedOptions = {
  apiKey: 'runapi_sandbox_key',
  callbackSecret: 'cnVuYXBpLXNhbmRib3gtY2FsbGJhY2stc2VjcmV0',
  pendingMs: 300,
  processingMs: 1_200,
  fetch: (input, init) => globalThis.fetch(input, init),
  callbackRetryDelaysMs: [1_000, 5_000, 30_000],
  keep: 10_000,
};

/** Complete options, or an error that names the one that can't be. */
export function resolveOptions(given: SandboxOptions = {}): ResolvedOptions {
  const options: ResolvedOptions = {
    apiKey: given.apiKey ?? defaults.apiKey,
    callbackSecret: given.callbackSecret ?? defaults.callbackSecret,
    pendingMs: given.pendingMs ?? defaults.pendingMs,
    processingMs: given.processingMs ?? defaults.processingMs,
    fetch: given.fetch ?? defaults.fetch,
    callbackRetryDelaysMs: given.callbackRetryDelaysMs ?? defaults.callbackRetryDelaysMs,
    keep: given.keep ?? defaults.keep,
  };
  if (options.apiKey.trim() === '') throw new TypeError('createSandbox: apiKey must not be blank.');
  mustBe('pendingMs', isDuration(options.pendingMs), 'milliseconds, 0 or more', options.pendingMs);
  mustBe('processingMs', isDuration(options.processingMs), 'milliseconds, 0 or more', options.processingMs);
  for (const delayMs of options.callbackRetryDelaysMs) {
    mustBe('callbackRetryDelaysMs', isDuration(delayMs), 'milliseconds, 0 or more', delayMs);
  }
  mustBe(
    'keep',
    Number.isInteger(options.keep) && options.keep > 0,
    'a whole number, 1 or more',
    options.keep,
  );
  // A secret that can't sign is found here, and not when the first callback is due.
  signCallback({ body: '', secret: options.callbackSecret, id: 'probe', timestamp: 0 });
  return options;
}

const isDuration = (value: number): boolean => Number.isFinite(value) && value >= 0;

function mustBe(name: string, holds: boolean, what: string, value: unknown): void {
  if (!holds) throw new RangeError(`createSandbox: ${name} must be ${what}; it is ${String(value)}.`);
}
