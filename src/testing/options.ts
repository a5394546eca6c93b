import type { Fetch } from '@runapi.ai/core/callbacks';

/** What a sandbox can be told; all of it has a default. */
export interface SandboxOptions {
  /** The key that the sandbox accepts; any other gets 401. @default 'runapi_sandbox_key' */
  apiKey?: string | undefined;
  /** What callbacks are signed with, base64. @default a fixed, made-up one: `sandbox.callbackSecret` */
  callbackSecret?: string | undefined;
  /**
   * What the account has at the start, in cents; each task takes some off, and one that costs more than is left gets 402. The
   * costs are made up: 4 cents for `flux-kontext-pro`, 8 for `flux-kontext-max`. @default 100_000_000
   */
  balanceCents?: number | undefined;
  /** How long a task is `pending`, in milliseconds. @default 300 */
  pendingMs?: number | undefined;
  /** How long it is `processing` after that, in milliseconds; `[slow:30s]` in a prompt wins. @default 1_200 */
  processingMs?: number | undefined;
  /** How long each answer takes, in milliseconds. @default 0 */
  latencyMs?: number | undefined;
  /** More than so many API requests in so many milliseconds get 429 with `Retry-After`. @default no limit */
  rateLimit?: { requests: number; perMs: number } | undefined;
  /** The share of the API requests that meet a passing fault, from 0 to 1: 5xx, 429, a broken connection. @default 0 */
  failRate?: number | undefined;
  /** Decides which requests those are: the same seed, the same faults. @default 1 */
  seed?: number | string | undefined;
  /**
   * `'real'` goes by `Date` and `setTimeout`, so it follows fake timers; `'manual'` stands still until
   * `sandbox.advance(ms)`. @default 'real'
   */
  clock?: 'real' | 'manual' | undefined;
  /**
   * Fetches `input_image` and delivers callbacks. Hand in your own to keep a test off the network.
   * @default the global `fetch`, looked up at each call
   */
  fetch?: Fetch | undefined;
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
  readonly balanceCents: number;
  readonly pendingMs: number;
  readonly processingMs: number;
  readonly latencyMs: number;
  readonly rateLimit: { readonly requests: number; readonly perMs: number } | undefined;
  readonly failRate: number;
  readonly seed: number | string;
  readonly clock: 'real' | 'manual';
  readonly fetch: typeof fetch;
  readonly callbackRetryDelaysMs: readonly number[];
  readonly keep: number;
}
