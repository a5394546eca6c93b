import { signCallback } from '@runapi.ai/core/callbacks';
import { mustBeIn } from './must-be.js';
import type { ResolvedOptions } from './options.js';

const mustBe = mustBeIn('createSandbox');

/** Throws an error that names the option that can't be, before anything depends on it. */
export function checkOptions(options: ResolvedOptions): void {
  const { apiKey, balanceCents, callbackRetryDelaysMs, clock, failRate, keep, rateLimit } = options;
  mustBe('apiKey', typeof apiKey === 'string', 'a string', apiKey);
  if (apiKey.trim() === '') throw new TypeError('createSandbox: apiKey must not be blank.');
  mustBe('apiKey', /^[!-~]+$/.test(apiKey.trim()), 'printable ASCII without blanks', apiKey);
  mustBe('fetch', typeof options.fetch === 'function', 'a function', options.fetch);
  mustBe('callbackRetryDelaysMs', Array.isArray(callbackRetryDelaysMs), 'a list', callbackRetryDelaysMs);
  for (const name of ['pendingMs', 'processingMs', 'latencyMs'] as const) {
    mustBe(name, isDuration(options[name]), 'milliseconds, 0 or more', options[name]);
  }
  for (const delayMs of callbackRetryDelaysMs) {
    mustBe('callbackRetryDelaysMs', isDuration(delayMs), 'milliseconds, 0 or more', delayMs);
  }
  const isMoney = Number.isSafeInteger(balanceCents) && balanceCents >= 0;
  mustBe('balanceCents', isMoney, 'a whole number, 0 or more', balanceCents);
  mustBe('failRate', failRate >= 0 && failRate <= 1, 'from 0 to 1', failRate);
  mustBe('clock', clock === 'real' || clock === 'manual', "'real' or 'manual'", clock);
  mustBe('keep', isCount(keep), 'a whole number, 1 or more', keep);
  if (rateLimit) {
    mustBe(
      'rateLimit.requests',
      isCount(rateLimit.requests),
      'a whole number, 1 or more',
      rateLimit.requests,
    );
    const isStretch = isDuration(rateLimit.perMs) && rateLimit.perMs > 0;
    mustBe('rateLimit.perMs', isStretch, 'milliseconds, above 0', rateLimit.perMs);
  }
  // A secret that can't sign is found here, and not when the first callback is due.
  signCallback({ body: '', secret: options.callbackSecret, id: 'probe', timestamp: 0 });
}

const isDuration = (value: number): boolean => Number.isFinite(value) && value >= 0;
const isCount = (value: number): boolean => Number.isInteger(value) && value > 0;
