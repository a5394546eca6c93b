import { describe } from '../check-options.js';
import { NetworkError } from '../errors/classes.js';
import { isError } from '../errors/is-error.js';
import type { Redact } from '../errors/redact.js';
import { safeCause } from '../errors/safe-cause.js';
import { excerpt, isHtml } from './excerpt.js';

/** The connection was never made, so the service can't have seen the request. */
const NEVER_SENT: readonly (string | undefined)[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** Whatever `fetch` or a body threw, as the error that says that no whole answer came. */
export function networkError(call: string, thrown: unknown, redact: Redact): NetworkError {
  const cause = safeCause(thrown, redact);
  const deepest = innermost(cause);
  const code = codeOf(deepest);
  const why = reasonOf(deepest);
  const outcomeKnown = NEVER_SENT.includes(code);
  return new NetworkError(
    `${call}: ${outcomeKnown ? 'there was no connection' : 'no whole answer came'} (${code && !why.includes(code) ? `${code}: ${why}` : why}).`,
    { code, cause, outcomeKnown },
  );
}

/** `fetch` may be the user's, and throw anything. */
function reasonOf(thrown: unknown): string {
  const text: unknown = isError(thrown) ? thrown.message : thrown;
  if (typeof text !== 'string' || text.trim() === '' || isHtml(text))
    return `fetch threw ${describe(thrown)}`;
  return excerpt(text, 300).replace(/\.$/, '');
}

/** undici wraps what happened twice, and Node puts one error for each address into an AggregateError. */
function innermost(error: unknown, depth = 5): unknown {
  if (!isError(error) || depth === 0) return error;
  const next = error.cause ?? (error instanceof AggregateError ? error.errors[0] : undefined);
  return isError(next) ? innermost(next, depth - 1) : error;
}

const codeOf = (error: unknown): string | undefined => {
  const code: unknown = isError(error) ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
};
