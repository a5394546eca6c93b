import { type Answer, answer } from '../support/answers.js';
import type { Seen } from '../support/faults/exchange.js';
import { createDice } from '../support/random.js';

/** What the service knows of a task: its books are what callers are compared with. */
export interface Task {
  readonly id: string;
  readonly key: string | undefined;
  readonly body: string;
  /** Which caller's picture it is, read from the prompt. */
  readonly run: number;
  readonly end: 'completed' | 'failed';
  pollsLeft: number;
}

/** An honest little RunAPI: no fault of its own, and nothing done for half a request. */
export interface Service {
  readonly tasks: readonly Task[];
  answer(request: Seen): Answer;
}

/** Lets Node's `fetch` drop a connection that idles for a second (it takes one off), so that a leaked one shows. */
export const KEEP_ALIVE = { 'Keep-Alive': 'timeout=2' };

export const promptOf = (run: number): string => `Lighthouse #${run}`;
export const imageOf = (taskId: string): string => `https://cdn.test/${taskId}.png`;

export function createService(seed: number): Service {
  const tasks: Task[] = [];

  function create({ headers, body }: Seen): Answer {
    const key = headers['idempotency-key'];
    const known = tasks.find((task) => key !== undefined && task.key === key);
    if (known && known.body !== body) return answer(409, { error: 'This key was used with other input' });
    const task = known ?? make(key?.toString(), body);
    return answer(202, { id: task.id }, { 'X-RunAPI-Task-Id': task.id });
  }

  function make(key: string | undefined, body: string): Task {
    const run = Number(/#(\d+)/.exec(body)?.[1]);
    const dice = createDice(seed, run, 1);
    const end = dice.chance(0.15) ? 'failed' : 'completed';
    const task: Task = { id: `task_${run}_${tasks.length}`, key, body, run, end, pollsLeft: dice.int(0, 5) };
    tasks.push(task);
    return task;
  }

  function get({ target }: Seen): Answer {
    const task = tasks.find(({ id }) => target.endsWith(`/${id}`));
    if (!task) return answer(404, { error: 'No such task' });
    if (task.pollsLeft > 0) {
      const status = task.pollsLeft % 3 === 0 ? 'queued' : 'processing'; // the first is one that no SDK knows
      task.pollsLeft--;
      return answer(200, { id: task.id, status });
    }
    return task.end === 'failed'
      ? answer(200, { id: task.id, status: 'failed', error: 'The prompt was declined' })
      : answer(200, { id: task.id, status: 'completed', images: [{ url: imageOf(task.id) }] });
  }

  return {
    tasks,
    answer(request) {
      const isWhole = Buffer.byteLength(request.body) === Number(request.headers['content-length'] ?? 0);
      if (!isWhole) return answer(400, { error: 'The request broke off' });
      const { status, headers, body } = request.method === 'POST' ? create(request) : get(request);
      return { status, body, headers: { ...headers, ...KEEP_ALIVE } };
    },
  };
}
