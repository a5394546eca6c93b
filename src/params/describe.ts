import { describe as nameOf } from '@runapi.ai/core';

const LONGEST = 60;

/** The head of a text that may be of any length. */
export const shorten = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

/** Names a value that came in, for a message: itself when it is short, never a dump of it, and without throwing, whatever it is. */
export function describe(value: unknown): string {
  try {
    if (typeof value === 'string') return JSON.stringify(shorten(withoutCredentials(value)));
    if (value instanceof Error) return shorten(String(value));
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    const name = nameOf(value);
    const className = Object(value).constructor?.name;
    return name === 'an object' && /^(?!Object$)\w/.test(className)
      ? `an instance of ${shorten(className)}`
      : name;
  } catch {
    return 'a value that can not be read';
  }
}

/** Messages end up in logs; `https://user:password@host` must not. */
const withoutCredentials = (text: string) => text.replace(/\/\/[^/\s]*@/g, '//…@');
