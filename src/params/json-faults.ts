import type { ValidationIssue } from '@runapi.ai/core';
import { describe } from './describe.js';
import { isPlainObject } from './read-fields.js';

/** What `JSON.stringify` would throw at, or change without a word. May throw what the value's own getters throw. */
export function jsonFaults(given: unknown, path: string, above = new Set<object>()): ValidationIssue[] {
  const value = asJsonSees(given);
  if (!isWritable(value)) return [{ path, message: `takes what JSON can hold, not ${describe(value)}` }];
  if (typeof value !== 'object' || value === null) return [];
  if (!Array.isArray(value) && !isPlainObject(value) && Object.keys(value).length === 0)
    return [{ path, message: `takes what JSON can hold, and of ${describe(value)} that is {}` }];
  if (above.has(value)) return [{ path, message: 'holds itself: JSON can not hold a circle' }];
  above.add(value);
  const faults = Object.entries(value).flatMap(([name, field]) =>
    jsonFaults(field, `${path}.${name}`, above),
  );
  above.delete(value); // beside itself, in place of within itself, it is fine
  return faults;
}

/** `undefined` is writable: JSON leaves it out. NaN and Infinity are not: they would arrive as null. */
function isWritable(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'bigint' && typeof value !== 'function' && typeof value !== 'symbol';
}

/** JSON asks objects and BigInts for their `toJSON` first, so a Date is a string. */
function asJsonSees(value: unknown): unknown {
  if (value === null || (typeof value !== 'object' && typeof value !== 'bigint')) return value;
  const toJson: unknown = Reflect.get(Object(value), 'toJSON');
  return typeof toJson === 'function' ? toJson.call(value, '') : value;
}
