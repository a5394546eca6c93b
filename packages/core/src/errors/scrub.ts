import type { Redact } from './redact.js';
import { RunApiError } from './run-api-error.js';

/** Takes the secret out of everything that an error shows, in place. */
export function scrub<T>(error: T, redact: Redact): T {
  if (!(error instanceof RunApiError)) return error;
  error.message = redact(error.message);
  if (error.stack) error.stack = redact(error.stack);
  for (const [name, value] of Object.entries(error)) Reflect.set(error, name, redact(value));
  return error;
}
