import { costOf } from './account/credits.js';
import type { Exchange } from './exchange.js';
import { readParams } from './params.js';
import { readPromptWords } from './prompt/prompt-words.js';
import { randomHex, randomUuid } from './random.js';
import type { Input } from './read-input.js';
import type { Task } from './task.js';
import type { Clock } from './time/clock.js';

export interface NewTaskParts {
  clock: Clock;
  pendingMs: number;
  processingMs: number;
}

/** A task as it begins, from params that are valid. */
export function newTask(
  input: Input,
  key: string | undefined,
  exchange: Exchange,
  { clock, pendingMs, processingMs }: NewTaskParts,
): Task {
  const params = readParams(input);
  const wishes = readPromptWords(params.prompt);
  const createdAt = clock.now();
  const processingAt = createdAt + pendingMs;
  return {
    id: `task_${randomHex(16)}`,
    input,
    params,
    origin: exchange.base,
    face: exchange.face,
    idempotencyKey: key,
    clientRequestId: exchange.request.headers.get('X-Client-Request-Id') || undefined,
    createdAt,
    processingAt,
    dueAt: processingAt + (wishes.processingMs ?? processingMs),
    imageName: `${randomHex(16)}.${params.format === 'png' ? 'png' : 'jpg'}`,
    size: exchange.body.kind === 'text' ? exchange.body.text.length : 0,
    costCents: costOf(params.model),
    callbackId: params.callbackUrl === undefined ? '' : randomUuid(),
    callbackAttempts: 0,
    firstCallback: wishes.callback,
    outcome: firstOutcome(wishes.error, params.sourceUrl, createdAt),
  };
}

/** An edit's outcome is open until its source was read; all else is settled at once, and comes out when due. */
function firstOutcome(
  error: string | undefined,
  sourceUrl: string | undefined,
  knownAt: number,
): Task['outcome'] {
  if (error !== undefined) return { knownAt, error };
  return sourceUrl === undefined ? { knownAt } : undefined;
}
