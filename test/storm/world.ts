import { RunApiError } from '@runapi.ai/flux-kontext';
import type { Entry } from './logbook.js';
import type { Task } from './service.js';

/** What is known when all is over. */
export interface World {
  readonly entries: readonly Entry[];
  readonly tasks: readonly Task[];
  /** Whether a poll of this run got an answer that may end its wait. */
  readonly endedAWait: (run: number) => boolean;
}

/** A promise that was not kept. */
export interface Breach {
  readonly rule: string;
  readonly run?: number;
  readonly what: string;
}

export const errorOf = ({ end }: Entry): RunApiError | undefined =>
  end && 'error' in end && end.error instanceof RunApiError ? end.error : undefined;

export const resultOf = ({ end }: Entry): unknown => (end && 'value' in end ? end.value : undefined);

export const idOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, 'id') : undefined;
