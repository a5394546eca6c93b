import { isError } from './is-error.js';

/** What a log can hold of a `cause`: an `Error` stringifies to `{}`, and a chain may bite its own tail. */
export function toPlain(cause: unknown, depth = 4): unknown {
  if (!isError(cause)) return isSerializable(cause) ? cause : `[${typeof cause}]`;
  const code: unknown = Reflect.get(cause, 'code');
  return {
    name: String(cause.name),
    message: String(cause.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(cause.cause === undefined || depth === 0 ? {} : { cause: toPlain(cause.cause, depth - 1) }),
  };
}

const isSerializable = (value: unknown): boolean => {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
};
