import { json, problem } from './answers.js';
import { BILLING } from './billing.js';
import type { Clock } from './clock.js';
import type { Exchange } from './exchange.js';
import type { Endpoint } from './layers.js';
import { readParams } from './params.js';
import { readPromptWords } from './prompt-words.js';
import { randomHex } from './random.js';
import { type Input, readInput } from './read-input.js';
import { isSameInput } from './same-input.js';
import type { Task } from './task.js';
import type { Tasks } from './tasks.js';

export interface CreateTaskParts {
  clock: Clock;
  tasks: Tasks;
  pendingMs: number;
  processingMs: number;
  /** Sets off what the task does by itself. */
  begin(task: Task): void;
}

/** `POST …/text_to_image`: a task, or the same one again when its idempotency key was seen before. */
export const createTask =
  (parts: CreateTaskParts): Endpoint =>
  (exchange) => {
    const { clock, tasks, begin } = parts;
    const input = readInput(exchange.body);
    if (input instanceof Response) return input;

    const key = exchange.request.headers.get('Idempotency-Key') || undefined;
    const earlier = key === undefined ? undefined : tasks.byIdempotencyKey(key);
    if (earlier) return isSameInput(earlier.input, input) ? accepted(earlier) : conflict();

    const task = newTask(input, key, exchange, parts);
    if (!tasks.add(task, clock.now())) {
      return problem(503, 'service_unavailable', 'All tasks that the sandbox keeps are still running.', {
        'Retry-After': '1',
      });
    }
    begin(task);
    return accepted(task);
  };

function newTask(input: Input, key: string | undefined, exchange: Exchange, parts: CreateTaskParts): Task {
  const params = readParams(input);
  const wishes = readPromptWords(params.prompt);
  const createdAt = parts.clock.now();
  const processingAt = createdAt + parts.pendingMs;
  return {
    id: `task_${randomHex(16)}`,
    input,
    params,
    origin: exchange.url.origin,
    idempotencyKey: key,
    clientRequestId: exchange.request.headers.get('X-Client-Request-Id') || undefined,
    createdAt,
    processingAt,
    dueAt: processingAt + (wishes.processingMs ?? parts.processingMs),
    imageName: `${randomHex(16)}.${params.format === 'png' ? 'png' : 'jpg'}`,
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

/** The answer to a repeat is the first one again, whatever became of the task since. */
const accepted = ({ id }: Task): Response =>
  json(202, { id, status: 'pending', billing: BILLING }, { 'X-RunAPI-Task-Id': id });

const conflict = (): Response =>
  problem(409, 'idempotency_conflict', 'This Idempotency-Key was used before, with other input.');
