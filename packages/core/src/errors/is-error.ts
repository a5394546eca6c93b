import { tagOf } from './tag-of.js';

/** Whether it is an `Error`, also one of another realm: Jest runs tests in one, and `fetch` throws from outside it. */
export const isError = (value: unknown): value is Error => value instanceof Error || tagOf(value) === 'Error';
