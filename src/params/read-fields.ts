import type { ValidationIssue } from '@runapi.ai/core';
import { describe } from './describe.js';

/** The fields of a plain object. Those that are `undefined` count as left out, and are. */
export type Fields = Readonly<Record<string, unknown>>;

/** Either the fields, or why there are none. */
export type Reading = { readonly fields: Fields } | { readonly fault: ValidationIssue };

/**
 * Reads every field once, so that whatever a getter or a Proxy does, it does it here.
 *
 * @param takes what stands in the message, if it is no plain object
 */
export function readFields(given: unknown, path: string, takes: string): Reading {
  try {
    if (!isPlainObject(given)) return { fault: { path, message: `takes ${takes}, not ${describe(given)}` } };
    return { fields: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
  } catch (error) {
    return {
      fault: { path, message: `could not be read: a getter or a Proxy in it threw ${describe(error)}` },
    };
  }
}

/**
 * Plain: nothing, or a root prototype, is above it. Not "is `Object.prototype`": an object literal that comes out
 * of another realm, such as Jest's or `node:vm`'s, has that realm's.
 */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
