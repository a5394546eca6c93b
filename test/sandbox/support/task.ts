import { readParams } from '../../../src/testing/service/params.js';
import type { Task } from '../../../src/testing/service/task.js';
import { params } from './calls.js';

/** A task as the service keeps it: completed, long ago, but for what a test says. */
export const taskOf = (id: string, state: Partial<Task> = {}): Task => ({
  id,
  input: params,
  params: readParams(params),
  origin: 'http://sandbox.localhost',
  face: 'http://sandbox.localhost',
  idempotencyKey: undefined,
  clientRequestId: undefined,
  createdAt: 0,
  processingAt: 0,
  dueAt: 0,
  imageName: `${id}.jpg`,
  size: 0,
  costCents: 4,
  callbackId: '',
  callbackAttempts: 0,
  firstCallback: undefined,
  outcome: { knownAt: 0 },
  ...state,
});
