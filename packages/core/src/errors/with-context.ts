import { type ErrorFields, RunApiError } from './run-api-error.js';

/**
 * Adds what the caller of a failed step knows and the step did not (which task, which key) to the error that
 * leaves. What the error knows itself stays. Anything that is no error of ours is returned untouched: what a
 * user's function threw is the user's.
 */
export function withContext<T>(error: T, context: ErrorFields, advice = ''): T {
  if (!(error instanceof RunApiError)) return error;
  for (const [name, value] of Object.entries(context)) {
    if (Reflect.get(error, name) === undefined) Reflect.set(error, name, value);
  }
  if (advice) amend(error, advice);
  return error;
}

function amend(error: Error, advice: string): void {
  const message = `${error.message} ${advice}`;
  // The stack repeats the message, and it is the stack that gets printed. `Error.prepareStackTrace` can make it anything.
  if (typeof error.stack === 'string') error.stack = error.stack.replace(error.message, () => message);
  error.message = message;
}
