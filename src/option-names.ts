import { POLLING_OPTIONS, REQUEST_OPTIONS, type RequestOptions } from '@runapi.ai/core';
import type { CreateOptions, PollingOptions, RunOptions } from './types.js';

/** The options of `create`, by name; the compiler keeps each list equal to its interface. */
export const CREATE_OPTIONS = {
  ...REQUEST_OPTIONS,
  idempotencyKey: true,
  extraBody: true,
} as const satisfies Record<keyof CreateOptions, true>;

export const WAIT_OPTIONS = {
  ...REQUEST_OPTIONS,
  ...POLLING_OPTIONS,
} as const satisfies Record<keyof (RequestOptions & PollingOptions), true>;

export const RUN_OPTIONS = {
  ...CREATE_OPTIONS,
  ...POLLING_OPTIONS,
  onCreated: true,
} as const satisfies Record<keyof RunOptions, true>;
