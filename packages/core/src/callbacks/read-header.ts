/** Headers as frameworks hand them over: `Headers` or a `Map`, a plain object in any case, Node's with arrays. */
export type HeadersLike =
  | { get(name: string): string | null | undefined }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The value of one header; `undefined` when it is absent or stands there more than once: two signatures are
 * an attempt to have one of them believed.
 */
export function readHeader(headers: HeadersLike, name: string): string | undefined {
  const values = valuesOf(headers, name);
  return values.length === 1 && typeof values[0] === 'string' ? values[0] : undefined;
}

function valuesOf(headers: HeadersLike, name: string): unknown[] {
  if (isHeaders(headers)) return [headers.get(name)];
  const entries: unknown[] = isIterable(headers) ? [...headers] : Object.entries(headers);
  return entries.flatMap((entry): unknown[] => {
    const [key, value]: unknown[] = Array.isArray(entry) ? entry : [];
    if (typeof key !== 'string' || key.toLowerCase() !== name.toLowerCase() || value === undefined) return [];
    return Array.isArray(value) ? value : [value];
  });
}

// Header names have no case in `Headers`, but they have one in a Map (of any realm), which is read entry by entry.
const isHeaders = (headers: HeadersLike): headers is { get(name: string): string | null | undefined } =>
  typeof headers.get === 'function' && Object.prototype.toString.call(headers) !== '[object Map]';

const isIterable = (headers: object): headers is Iterable<unknown> =>
  typeof Reflect.get(headers, Symbol.iterator) === 'function';
