/** Headers as frameworks hand them over: `Headers` or a `Map`, a plain object in any case, Node's with arrays. */
export type HeadersLike =
  | { get(name: string): string | null | undefined }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The value of one header; `undefined` when it is absent or stands there more than once: two signatures are
 * an attempt to have one of them believed.
 */
export function readHeader(headers: HeadersLike, name: string): string | undefined {
  const value = isHeaders(headers)
    ? headers.get(name)
    : isIterable(headers)
      ? onlyOne(headers, name.toLowerCase())
      : onlyOneOf(headers, name.toLowerCase());
  return typeof value === 'string' ? value : undefined;
}

function onlyOne(entries: Iterable<unknown>, lowerName: string): unknown {
  const values = [...entries].flatMap((entry): unknown[] => {
    const [key, value]: unknown[] = Array.isArray(entry) ? entry : [];
    return isNamed(key, lowerName) && value !== undefined ? [value].flat() : [];
  });
  return values.length === 1 ? values[0] : undefined;
}

/** The same for a plain object, as nearly all headers are: this is a good part of what a verification takes. */
function onlyOneOf(headers: Readonly<Record<string, unknown>>, lowerName: string): unknown {
  let found: unknown;
  let count = 0;
  for (const key of Object.keys(headers)) {
    if (!isNamed(key, lowerName)) continue;
    const value = headers[key];
    if (value === undefined) continue;
    count += Array.isArray(value) ? value.length : 1;
    found = Array.isArray(value) ? value[0] : value;
  }
  return count === 1 ? found : undefined;
}

const isNamed = (key: unknown, lowerName: string): boolean =>
  key === lowerName ||
  (typeof key === 'string' && key.length === lowerName.length && key.toLowerCase() === lowerName);

// Header names have no case in `Headers`, but they have one in a Map (of any realm), which is read entry by entry.
const isHeaders = (headers: HeadersLike): headers is { get(name: string): string | null | undefined } =>
  typeof headers.get === 'function' && Object.prototype.toString.call(headers) !== '[object Map]';

const isIterable = (headers: object): headers is Iterable<unknown> => Symbol.iterator in headers;
