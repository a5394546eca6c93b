const LONGEST = 60;

/** The head of a text that may be of any length. */
export const shorten = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

/** Names a value that came in, for a message: never a dump of it, and without throwing, whatever it is. */
export function describe(value: unknown): string {
  try {
    if (typeof value === 'string') return JSON.stringify(shorten(withoutCredentials(value)));
    if (typeof value === 'bigint') return `${shorten(String(value))}n`;
    if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
    if (typeof value !== 'object' || value === null) return String(value);
    if (Array.isArray(value)) return 'an array';
    if (value instanceof Error) return shorten(`${value.name}: ${value.message}`);
    if ('then' in value && typeof value.then === 'function') return 'a Promise: await it';
    const className = constructorName(value);
    return className === 'Object' ? 'an object' : `an instance of ${shorten(className)}`;
  } catch {
    return 'a value that can not be read';
  }
}

/** Messages end up in logs; `https://user:password@host` must not. */
const withoutCredentials = (text: string) => text.replace(/\/\/[^/\s]*@/, '//…@');

function constructorName(value: object): string {
  const { name }: { name?: unknown } = Object(Reflect.get(value, 'constructor'));
  return typeof name === 'string' && name !== '' ? name : 'Object';
}
