import { checkNames } from './check-names.js';
import { checkOptions } from './check-options.js';
import type { ResolvedOptions, SandboxOptions } from './options.js';

/** It opens nothing but a sandbox, so it may be shown. */
export const DEFAULT_API_KEY = 'runapi_sandbox_key';

const defaults: ResolvedOptions = {
  apiKey: DEFAULT_API_KEY,
  callbackSecret: 'cnVuYXBpLXNhbmRib3gtY2FsbGJhY2stc2VjcmV0',
  balanceCents: 100_000_000,
  pendingMs: 300,
  processingMs: 1_200,
  latencyMs: 0,
  rateLimit: undefined,
  failRate: 0,
  seed: 1,
  clock: 'real',
  fetch: (input, init) => globalThis.fetch(input, init),
  callbackRetryDelaysMs: [1_000, 5_000, 30_000],
  keep: 10_000,
};

/** Complete options, or an error that names the one that can't be. */
export function resolveOptions(given: SandboxOptions = {}): ResolvedOptions {
  checkNames('createSandbox', given, Object.keys(defaults));
  const options: ResolvedOptions = {
    apiKey: given.apiKey ?? defaults.apiKey,
    callbackSecret: given.callbackSecret ?? defaults.callbackSecret,
    balanceCents: given.balanceCents ?? defaults.balanceCents,
    pendingMs: given.pendingMs ?? defaults.pendingMs,
    processingMs: given.processingMs ?? defaults.processingMs,
    latencyMs: given.latencyMs ?? defaults.latencyMs,
    rateLimit: given.rateLimit ?? defaults.rateLimit,
    failRate: given.failRate ?? defaults.failRate,
    seed: given.seed ?? defaults.seed,
    clock: given.clock ?? defaults.clock,
    fetch: given.fetch ?? defaults.fetch,
    callbackRetryDelaysMs: given.callbackRetryDelaysMs ?? defaults.callbackRetryDelaysMs,
    keep: given.keep ?? defaults.keep,
  };
  checkOptions(options);
  return { ...options, apiKey: options.apiKey.trim() }; // as the client takes it
}
