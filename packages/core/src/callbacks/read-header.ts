import { tagOf } from '../errors/tag-of.js';

/** Headers as frameworks hand them over: `Headers` or a `Map`, a plain object in any case, Node's with arrays. */
export type HeadersLike =
  | { get(name: string): string | null | undefined }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The value of one header; `undefined` when it is absent or stands there more than once: two signatures are
 * an attempt to have one of them believed.
 */
export function readHeader(headers: HeadersLike, name: string): string | undefined {
  const values = isHeaders(headers) ? [headers.get(name)] : valuesOf(headers, name.toLowerCase());
  return values.length === 1 && typeof values[0] === 'string' ? values[0] : undefined;
}

function valuesOf(
  headers: Iterable<unknown> | Readonly<Record<string, unknown>>,
  lowerName: string,
): unknown[] {
  if (isIterable(headers)) {
    return [...headers].flatMap((entry) =>
      Array.isArray(entry) && isNamed(entry[0], lowerName) ? listOf(entry[1]) : [],
    );
  }
  let values: unknown[] | undefined;
  for (const key of Object.keys(headers)) {
    // No list for what is not asked for: this is a good part of what a verification takes.
    if (isNamed(key, lowerName))
      values = values ? [...values, ...listOf(headers[key])] : listOf(headers[key]);
  }
  return values ?? [];
}

const isNamed = (key: unknown, lowerName: string): boolean =>
  typeof key === 'string' && key.length === lowerName.length && key.toLowerCase() === lowerName;

const listOf = (value: unknown): unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

// Header names have no case in `Headers`, but they have one in a Map (of any realm), which is read entry by entry.
const isHeaders = (headers: HeadersLike): headers is { get(name: string): string | null | undefined } =>
  typeof headers.get === 'function' && tagOf(headers) !== 'Map';

const isIterable = (headers: object): headers is Iterable<unknown> => Symbol.iterator in headers;
