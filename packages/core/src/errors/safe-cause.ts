import { isError } from './is-error.js';
import type { Redact } from './redact.js';

/** How Node's `console.log` lets a class show what is no property, a private field for one. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * What `fetch` threw, as it may be shown as `cause`: itself when it holds nothing but harmless data, else a copy
 * of its name, message and code. HTTP libraries hang the whole request on their errors, with its headers.
 */
export function safeCause(thrown: unknown, redact: Redact, depth = 4): unknown {
  try {
    if (isHarmless(thrown, redact, depth)) return thrown;
    return isError(thrown) ? copyOf(thrown, redact, depth) : redact(String(thrown));
  } catch {
    return 'something that can not be read'; // what throws when it is looked at would break whoever logs it
  }
}

function copyOf(error: Error, redact: Redact, depth: number): Error {
  const copy = new Error(redact(String(error.message)));
  copy.name = redact(String(error.name));
  copy.stack = redact(String(error.stack));
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string') Object.assign(copy, { code: redact(code) });
  if (error.cause !== undefined && depth > 0) copy.cause = safeCause(error.cause, redact, depth - 1);
  return copy;
}

function isHarmless(value: unknown, redact: Redact, depth: number): boolean {
  if (typeof value === 'string') return redact(value) === value;
  if (typeof value !== 'object' || value === null) return typeof value !== 'function';
  if (depth < 0 || !isData(value) || INSPECT in value) return false;
  return Reflect.ownKeys(value).every(
    (name) =>
      isHarmless(String(name), redact, depth) && isHarmless(Reflect.get(value, name), redact, depth - 1),
  );
}

/** Errors, arrays and plain objects show all that they hold; a `Request` prints headers that are no property. */
function isData(value: object): boolean {
  if (isError(value) || Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
