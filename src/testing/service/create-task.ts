import type { Credits } from './account/credits.js';
import { invalid, json, problem } from './answers.js';
import { billingOf } from './billing.js';
import type { Exchange } from './exchange.js';
import { happen } from './faults/failing.js';
import type { Endpoint } from './layers.js';
import { type NewTaskParts, newTask } from './new-task.js';
import type { PromptFaults } from './prompt/prompt-faults.js';
import { promptWordFaults, readPromptWords } from './prompt/prompt-words.js';
import { type Input, readInput } from './read-input.js';
import { isSameInput } from './same-input.js';
import type { Task } from './task.js';
import type { Tasks } from './tasks.js';
import type { Clock } from './time/clock.js';
import type { Wait } from './wait.js';

export interface CreateTaskParts extends NewTaskParts {
  clock: Clock;
  tasks: Tasks;
  credits: Credits;
  promptFaults: PromptFaults;
  wait: Wait;
  /** Sets off what the task does by itself. */
  begin(task: Task): void;
  created(task: Task): void;
}

/** `POST …/text_to_image`: a task, or the same one again when its idempotency key was seen before. */
export const createTask =
  (parts: CreateTaskParts): Endpoint =>
  (exchange) => {
    const input = readInput(exchange.body);
    if (input instanceof Response) return input;

    const key = exchange.request.headers.get('Idempotency-Key') || undefined;
    const prompt = String(input['prompt']);
    const wordFaults = promptWordFaults(prompt);
    if (wordFaults.length > 0) return invalid({ prompt: wordFaults });

    const wishes = readPromptWords(prompt);
    const fault = parts.promptFaults.take(wishes, key, input);
    const answer = (): Response => answerCreate(input, key, exchange, parts);
    return fault ? happen(fault, answer, exchange, parts.wait) : answer();
  };

function answerCreate(
  input: Input,
  key: string | undefined,
  exchange: Exchange,
  parts: CreateTaskParts,
): Response {
  const { clock, credits, tasks } = parts;
  const earlier = key === undefined ? undefined : tasks.byIdempotencyKey(key);
  if (earlier) return isSameInput(earlier.input, input) ? accepted(earlier) : conflict();

  if (!tasks.makeRoom(clock.now())) {
    return problem(
      503,
      'service_unavailable',
      'All tasks that the sandbox keeps are still running: raise its option keep.',
      {
        'Retry-After': '1',
      },
    );
  }
  const task = newTask(input, key, exchange, parts);
  if (!credits.spend(task.costCents)) return tooPoor(task.costCents, credits.view().balance_cents);
  tasks.add(task);
  parts.created(task);
  parts.begin(task);
  return accepted(task);
}

/** The answer to a repeat is the first one again, whatever became of the task since. */
const accepted = ({ id, costCents }: Task): Response =>
  json(202, { id, status: 'pending', billing: billingOf(costCents) }, { 'X-RunAPI-Task-Id': id });

const conflict = (): Response =>
  problem(409, 'idempotency_conflict', 'This Idempotency-Key was used before, with other input.');

const tooPoor = (cents: number, balance: number): Response =>
  problem(402, 'insufficient_credits', `The task costs ${cents} cents, and the balance is ${balance}.`);
