import { POLLING_OPTIONS, REQUEST_OPTIONS } from '@runapi.ai/core';
import type { CreateOptions, RunOptions } from './types.js';

/** The options of `create`, by name; the compiler keeps each list equal to its interface. */
export const CREATE_OPTIONS = {
  ...REQUEST_OPTIONS,
  idempotencyKey: true,
  extraBody: true,
} as const satisfies Record<keyof CreateOptions, true>;

/**
 * Those of all calls about a task: one object may go to `create` and then to `wait`, so each passes over what is the
 * others'.
 */
export const RUN_OPTIONS = {
  ...CREATE_OPTIONS,
  ...POLLING_OPTIONS,
  onCreated: true,
} as const satisfies Record<keyof RunOptions, true>;
