import { describe as nameOf } from '@runapi.ai/core';

const LONGEST = 60;

/** The head of a text that may be of any length. */
export const shorten = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

/** Names a value that came in, for a message: itself when it is short, and never a dump of it. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shorten(withoutCredentials(value)));
  if (value instanceof Error) return shorten(String(value));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : nameOf(value);
}

/** Messages end up in logs; `https://user:password@host` must not. */
const withoutCredentials = (text: string) => text.replace(/\/\/[^/\s]*@/g, '//…@');
