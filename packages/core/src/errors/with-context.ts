import { type ErrorFields, RunApiError } from './run-api-error.js';
import { setMessage } from './set-message.js';

/**
 * Adds what the caller of a failed step knows and the step did not (which task, which key) to the error that
 * leaves. What the error knows itself stays. Anything that is no error of ours is returned untouched: what a
 * user's function threw is the user's.
 */
export function withContext<T>(error: T, context: ErrorFields, advice = ''): T {
  if (!(error instanceof RunApiError)) return error;
  for (const [name, value] of Object.entries(context)) {
    if (value !== undefined && Reflect.get(error, name) === undefined) Reflect.set(error, name, value);
  }
  if (advice) setMessage(error, `${error.message} ${advice}`);
  return error;
}
