import {
  createLog,
  type Logger,
  numberIssues,
  resolveSecret,
  type Signal,
  throwIssues,
  typeIssues,
  unknownIssues,
} from '@runapi.ai/core/callbacks';
import type { CompletedTextToImageResponse, FailedTextToImageResponse } from '../types.js';
import { memoryCallbackStore } from './memory-store.js';
import { required } from './required.js';
import type { CallbackStore } from './store.js';

/** A verified callback. While your function has it, no other worker does. */
export interface CallbackEvent<Task> {
  /** The final task. */
  readonly task: Task;
  /** `X-Callback-Id`, the same on each repeat: the key for work that must not be done twice. */
  readonly id: string;
  /** When RunAPI sent it. */
  readonly timestamp: Date;
  /** Aborted at `timeoutMs`, and when the lease was lost to another worker: hand it on to what you call. */
  readonly signal: Signal;
}

/** Options of `createCallbackHandler`. */
export interface CallbackHandlerOptions {
  /**
   * The account's callback secret, base64; several while it is rotated.
   * @default the environment variable RUNAPI_CALLBACK_SECRET
   */
  secret?: string | readonly string[] | undefined;
  /** Remembers which callbacks were handled. More than one process needs a shared one. @default memoryCallbackStore() */
  store?: CallbackStore | undefined;
  /** Called once for a task that was completed. What it throws is answered with 500: RunAPI sends the callback again. */
  onCompleted: (event: CallbackEvent<CompletedTextToImageResponse>) => unknown;
  /** The same for a task that failed. @default a warning in the log, and 200 */
  onFailed?: ((event: CallbackEvent<FailedTextToImageResponse>) => unknown) | undefined;
  /** How long your function may take before the answer is 500, in milliseconds: at most 10_000, since RunAPI waits no longer. @default 9_000 */
  timeoutMs?: number | undefined;
  /** How far RunAPI's clock may be from ours, in seconds, either way. @default 300 */
  toleranceSeconds?: number | undefined;
  /** Where refusals (`warn`) and failures (`error`) go. @default console */
  logger?: Pick<Logger, 'warn' | 'error'> | undefined;
  /** Milliseconds as `Date.now` gives them; for tests. */
  now?: (() => number) | undefined;
}

const HANDLER_OPTIONS = {
  secret: true,
  store: true,
  onCompleted: true,
  onFailed: true,
  timeoutMs: true,
  toleranceSeconds: true,
  logger: true,
  now: true,
} as const satisfies Record<keyof CallbackHandlerOptions, true>;

/** All options, decided. Never shown to anybody: it holds the secret. */
export interface ResolvedHandlerOptions
  extends Pick<CallbackHandlerOptions, 'onCompleted' | 'onFailed' | 'toleranceSeconds' | 'now'> {
  readonly secret: string | readonly string[];
  readonly store: CallbackStore;
  readonly timeoutMs: number;
  readonly log: Pick<Logger, 'warn' | 'error'>;
}

/**
 * Decides every option, once.
 * @throws CallbackVerificationError (`invalid_secret`) without a usable secret; ValidationError naming every other
 * option that can't be used
 */
export function resolveHandlerOptions(options: CallbackHandlerOptions): ResolvedHandlerOptions {
  throwIssues(required('options', options, 'object'));
  const { store, onCompleted, timeoutMs = 9_000 } = options;
  const unknown = unknownIssues(options, HANDLER_OPTIONS);
  const issues = [
    ...unknown,
    ...required('onCompleted', onCompleted, 'function'),
    ...typeIssues('onFailed', options.onFailed, 'function'),
    ...typeIssues('store', store, 'object'),
    ...(store ? STORE_FUNCTIONS.flatMap((name) => storeIssues(store, name)) : []),
    ...numberIssues('store.leaseMs', store?.leaseMs, { min: 1 }),
    ...numberIssues('timeoutMs', timeoutMs, { min: 1 }),
    ...(Number.isFinite(timeoutMs) && timeoutMs > MAX_TIMEOUT_MS
      ? [{ path: 'timeoutMs', message: `must be at most ${MAX_TIMEOUT_MS}: RunAPI waits no longer` }]
      : []),
    ...numberIssues('toleranceSeconds', options.toleranceSeconds),
    ...typeIssues('logger', options.logger, 'object'),
    ...typeIssues('now', options.now, 'function'),
  ];
  if (unknown.length > 0) throwIssues(issues); // before the secret: `secrets` is one, and not none
  const secret = resolveSecret(options.secret);
  throwIssues(issues);
  return {
    ...options,
    secret,
    store: store ?? memoryCallbackStore(),
    timeoutMs,
    log: createLog(options.logger ?? console, 'warn'),
  };
}

const MAX_TIMEOUT_MS = 10_000;
const STORE_FUNCTIONS = ['claim', 'complete', 'release'] as const;

const storeIssues = (store: object, name: string) =>
  required(`store.${name}`, Reflect.get(store, name), 'function');
