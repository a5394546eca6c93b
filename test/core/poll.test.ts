import {
  AbortError,
  AuthenticationError,
  InvalidResponseError,
  NetworkError,
  RateLimitError,
  ServerError,
  ServiceUnavailableError,
  TaskTimeoutError,
  TimeoutError,
} from '@runapi.ai/core/errors';
import { expect, test, vi } from 'vitest';
import { createLog } from '../../packages/core/src/log.js';
import { type PollTask, poll } from '../../packages/core/src/task/poll.js';
import { type Deadline, deadlineIn, remainingMs } from '../../packages/core/src/time/deadline.js';
import { fakeTime, watch } from '../support/fake-time.js';

type Task = 'pending' | 'done';
type Answer = Task | Error | { readonly takesMs: number; readonly answer: Task | Error };

const silence = createLog(console, 'off');

/** Polls a service that gives these answers, the last one for ever; writes down when it was asked. */
function polling(answers: Answer[], options: Partial<PollTask<Task>> = {}) {
  const { advance, now } = fakeTime();
  const asked: number[] = [];
  const deadlines: Deadline[] = [];
  const maxWaitMs = options.maxWaitMs ?? 60_000;
  const outcome = watch(
    poll<Task>({
      taskId: 'task_1',
      isFinal: (task) => task === 'done',
      maxWaitMs,
      deadline: deadlineIn(maxWaitMs),
      pollIntervalMs: 1_000,
      retryBaseDelayMs: 400,
      retryMaxDelayMs: 1_600,
      log: silence,
      ask: async (deadline, onSent) => {
        onSent();
        const answer = answers[Math.min(asked.length, answers.length - 1)] ?? 'pending';
        asked.push(now());
        deadlines.push(deadline);
        const slow = typeof answer === 'object' && 'takesMs' in answer ? answer : { takesMs: 0, answer };
        if (slow.takesMs > 0) await new Promise((resolve) => setTimeout(resolve, slow.takesMs));
        if (typeof slow.answer === 'string') return slow.answer;
        throw slow.answer;
      },
      ...options,
    }),
  );
  return { advance, now, asked, deadlines, outcome };
}

const slow = (takesMs: number, answer: Task | Error): Answer => ({ takesMs, answer });
const longestPauses = () => vi.spyOn(Math, 'random').mockReturnValue(1);

test('a task that is final at the first question is asked for once', async () => {
  const { advance, asked, outcome } = polling(['done']);
  await advance(0);
  expect([outcome.value, asked]).toEqual(['done', [0]]);
});

test('an interval lies between the start of one question and the start of the next', async () => {
  const { advance, asked, outcome } = polling([
    slow(700, 'pending'),
    slow(300, 'pending'),
    'pending',
    'done',
  ]);
  await advance(3_000);
  expect([outcome.value, asked]).toEqual(['done', [0, 1_000, 2_000, 3_000]]);
});

test('an answer that takes longer than the interval is followed by the next question at once, not before', async () => {
  const { advance, asked } = polling([slow(2_500, 'pending'), slow(1_200, 'pending'), 'done']);
  await advance(10_000);
  expect(asked).toEqual([0, 2_501, 3_702]); // the shortest timer is one of 1 ms
});

test('two seconds lie between two questions when nothing else is said', async () => {
  const { advance, asked } = polling(['pending', 'pending', 'done'], { pollIntervalMs: undefined });
  await advance(10_000);
  expect(asked).toEqual([0, 2_000, 4_000]);
});

test('the interval may be computed, from the number of the question and the time since the first', async () => {
  const pollIntervalMs = vi.fn(({ attempt }: { attempt: number; elapsedMs: number }) => attempt * 500);
  const { advance, asked } = polling(['pending', slow(100, 'pending'), 'pending', 'done'], {
    pollIntervalMs,
  });
  await advance(10_000);
  expect(asked).toEqual([0, 500, 1_500, 3_000]);
  expect(pollIntervalMs.mock.calls.flat()).toEqual([
    { attempt: 1, elapsedMs: 0 },
    { attempt: 2, elapsedMs: 500 },
    { attempt: 3, elapsedMs: 1_500 },
  ]);
});

test('onUpdate gets every answer with its number and time, and no fault', async () => {
  const onUpdate = vi.fn();
  const { advance } = polling(['pending', new ServerError('x'), 'done'], { onUpdate, retryBaseDelayMs: 0 });
  await advance(10_000);
  expect(onUpdate.mock.calls).toEqual([
    ['pending', { attempt: 1, elapsedMs: 0 }],
    ['done', { attempt: 3, elapsedMs: 2_000 }],
  ]);
});

test('a passing fault slows the asking down, more with each in a row, up to a maximum', async () => {
  longestPauses();
  const { advance, asked, outcome } = polling([...Array(5).fill(new NetworkError('x')), 'done']);
  await advance(60_000);
  // Each time the interval of 1,000 and then 400, 800, 1,600, 1,600 …
  expect(asked).toEqual([0, 1_400, 3_200, 5_800, 8_400, 11_000]);
  expect(outcome.value).toBe('done');
  vi.restoreAllMocks();
});

test('an answer in between ends the slowness', async () => {
  longestPauses();
  const fault = new NetworkError('x');
  const { advance, asked } = polling([fault, fault, 'pending', fault, 'done']);
  await advance(60_000);
  expect(asked).toEqual([0, 1_400, 3_200, 4_200, 5_600]);
  vi.restoreAllMocks();
});

test('after a fault the asking is never faster than the interval', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const { advance, asked } = polling([new NetworkError('x'), slow(900, new ServerError('x')), 'done']);
  await advance(60_000);
  expect(asked).toEqual([0, 1_200, 2_600]);
  vi.restoreAllMocks();
});

test.each([
  ['a 429', new RateLimitError('x', { retryAfterMs: 7_000 })],
  ['a 503', new ServiceUnavailableError('x', { retryAfterMs: 7_000 })],
])('%s that says when to come back is not asked any sooner', async (_, fault) => {
  const { advance, asked } = polling([slow(500, fault), 'done']);
  await advance(60_000);
  expect(asked).toEqual([0, 7_500]);
});

test('a Retry-After that is over before the interval does not shorten it', async () => {
  const fault = new ServiceUnavailableError('x', { retryAfterMs: 10 });
  const { advance, asked } = polling([fault, 'done'], { retryBaseDelayMs: 0 });
  await advance(60_000);
  expect(asked).toEqual([0, 1_000]);
});

test('a fault that does not pass ends the asking at once', async () => {
  const fault = new AuthenticationError('x');
  const { advance, asked, outcome } = polling(['pending', fault]);
  await advance(1_000);
  expect(outcome.error).toBe(fault);
  expect(asked).toEqual([0, 1_000]);
});

test('the last question is asked at the deadline itself', async () => {
  const { advance, asked, outcome, now } = polling(['pending'], { maxWaitMs: 2_500 });
  const startedAt = performance.now();
  await advance(60_000);
  expect(asked).toEqual([0, 1_000, 2_000, 2_500]);
  expect(outcome.error).toBeInstanceOf(TaskTimeoutError);
  expect((outcome.at ?? 0) - startedAt).toBe(2_500);
  expect(now()).toBe(60_000);
});

test('a task that becomes final by the deadline is not missed', async () => {
  const { advance, outcome } = polling(['pending', 'pending', 'pending', 'done'], { maxWaitMs: 2_500 });
  await advance(2_500);
  expect(outcome.value).toBe('done');
});

test('a deadline that falls on an interval is asked at once, not twice', async () => {
  const { advance, asked, outcome } = polling(['pending'], { maxWaitMs: 2_000 });
  await advance(60_000);
  expect(asked).toEqual([0, 1_000, 2_000]);
  expect(outcome.error).toBeInstanceOf(TaskTimeoutError);
});

test('without any time the task is asked for once', async () => {
  const { advance, asked, outcome } = polling(['pending'], { maxWaitMs: 0 });
  await advance(60_000);
  expect(asked).toEqual([0]);
  expect(outcome.error).toBeInstanceOf(TaskTimeoutError);
});

test('all questions but the last get the deadline of the whole; the last gets a second', async () => {
  const { advance, deadlines } = polling(['pending'], { maxWaitMs: 1_500 });
  await advance(1_000);
  expect(deadlines.map(remainingMs)).toEqual([500, 500]);
  await advance(500);
  expect(remainingMs(deadlines[2] as Deadline)).toBe(1_000);
});

test('an answer that comes at the deadline itself is no last one: the question is asked once more', async () => {
  const { advance, asked, outcome } = polling([slow(1_000, 'pending'), 'done'], { maxWaitMs: 1_000 });
  await advance(1_001);
  expect([outcome.value, asked.length]).toEqual(['done', 2]);
});

test('a question that the deadline cut off after a fair while was the last', async () => {
  const cut = new TimeoutError('cut');
  const { advance, asked, outcome } = polling([slow(1_000, cut)], { maxWaitMs: 1_000 });
  await advance(1_000);
  expect(asked).toEqual([0]);
  expect(outcome.error).toBeInstanceOf(TaskTimeoutError);
  expect(outcome.error).toHaveProperty('cause', cut);
});

test('a question that the deadline cut off too soon is asked again, at the deadline', async () => {
  const { advance, asked, outcome } = polling(['pending', slow(900, new TimeoutError('cut')), 'done'], {
    maxWaitMs: 1_900,
  });
  await advance(1_901);
  expect(asked).toEqual([0, 1_000, 1_901]);
  expect(outcome.value).toBe('done');
});

test('a timer that fires a little early makes no question of less than a millisecond', async () => {
  fakeTime();
  const asked: number[] = [];
  const startedAt = performance.now();
  const deadline = {
    /** Node's timers fire up to 1 ms early. */
    get at() {
      return startedAt + (performance.now() < startedAt + 100 ? 100 : 100.4);
    },
  };
  const outcome = watch(
    poll<Task>({
      taskId: 'task_1',
      isFinal: () => false,
      maxWaitMs: 100,
      deadline,
      retryBaseDelayMs: 0,
      retryMaxDelayMs: 0,
      log: silence,
      ask: async (until) => {
        asked.push(Math.round(remainingMs(until)));
        return 'pending';
      },
    }),
  );
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([100, 1_000]);
  expect(outcome.error).toBeInstanceOf(TaskTimeoutError);
});

test('who waited in vain learns which task goes on, how to go on, and the last fault', async () => {
  const fault = new ServerError('the last one');
  const { advance, outcome } = polling([new NetworkError('x'), fault], { maxWaitMs: 3_000 });
  await advance(3_000);
  expect(outcome.error).toMatchObject({ name: 'TaskTimeoutError', taskId: 'task_1', cause: fault });
  const { message } = outcome.error as Error;
  for (const said of ['task_1', '3000 ms', "wait('task_1')"]) expect(message).toContain(said);
});

test('who waited in vain without a fault is told of none', async () => {
  const { advance, outcome } = polling([new NetworkError('x'), 'pending'], { maxWaitMs: 3_000 });
  await advance(3_000);
  expect(outcome.error).toBeInstanceOf(TaskTimeoutError);
  expect(outcome.error).not.toHaveProperty('cause');
});

test('a wait without an end asks for weeks', async () => {
  const week = 7 * 24 * 3_600_000;
  const { advance, asked, outcome } = polling([...Array(8).fill('pending'), 'done'], {
    maxWaitMs: Number.POSITIVE_INFINITY,
    pollIntervalMs: () => 5 * week, // more than a timer of the runtime can hold
  });
  await advance(100 * week);
  expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map((n) => n * 5 * week));
  expect(outcome.value).toBe('done');
});

test('an interval without an end leaves the deadline to ask', async () => {
  const { advance, asked } = polling(['pending'], {
    pollIntervalMs: () => Number.POSITIVE_INFINITY,
    maxWaitMs: 5_000,
  });
  await advance(60_000);
  expect(asked).toEqual([0, 5_000]);
});

test('an abort ends the sleep between two questions at once', async () => {
  const controller = new AbortController();
  const { advance, asked, outcome } = polling(['pending'], { signal: controller.signal });
  await advance(500);
  controller.abort('tea');
  await advance(0);
  expect(outcome.error).toBeInstanceOf(AbortError);
  expect(outcome.error).toHaveProperty('cause', 'tea');
  expect(asked).toEqual([0]);
});

test('an answer that came cut is asked for again, and one that is none ends the wait', async () => {
  const cut = new InvalidResponseError('cut', { cause: new NetworkError('the answer broke off') });
  const none = new InvalidResponseError('a page');
  const { advance, asked, outcome } = polling([cut, cut, 'pending', none]);
  await advance(10_000);
  expect([asked.length, outcome.error]).toEqual([4, none]);
});

test('a machine that slept through the deadline asks once more when it wakes', async () => {
  const { advance, outcome } = polling(['pending', slow(500, new NetworkError('woke up')), 'done'], {
    maxWaitMs: 30_000,
  });
  const awake = performance.now.bind(performance);
  let sleptMs = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => awake() + sleptMs);
  await advance(1_200); // the second question is on its way
  sleptMs = 3_600_000;
  await advance(1_000);
  clock.mockRestore();
  expect(outcome.value).toBe('done');
});

test('a promise of onUpdate is waited for, and an abort does not wait for it', async () => {
  const order: string[] = [];
  const controller = new AbortController();
  const onUpdate = async () => {
    order.push('begun');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    order.push('done');
  };
  const { advance, asked, outcome } = polling(['pending'], { onUpdate, signal: controller.signal });
  await advance(3_500);
  expect(order).toEqual(['begun', 'done', 'begun']);
  expect(asked[1]).toBeGreaterThanOrEqual(3_000);
  controller.abort();
  await advance(0);
  expect(outcome.error).toBeInstanceOf(AbortError);
  await advance(3_000); // the callback itself goes on: it is the user's
});

test('what onUpdate throws ends the wait as it is', async () => {
  const theirs = new ServerError('of a passing class, and still not a fault of the asking');
  const onUpdate = () => {
    throw theirs;
  };
  const { advance, asked, outcome } = polling(['pending', 'done'], { onUpdate });
  await advance(10_000);
  expect(outcome.error).toBe(theirs);
  expect(asked).toEqual([0]);
});

test.each<[string, () => number, RegExp]>([
  ['NaN', () => Number.NaN, /returned NaN/],
  ['a negative number', () => -1, /returned -1/],
  ['minus infinity', () => Number.NEGATIVE_INFINITY, /returned -Infinity/],
  ['nothing', (() => undefined) as never, /returned undefined/],
  ['a text', (() => '5') as never, /returned a string/],
  ['a promise', (async () => 5) as never, /returned (an object|a Promise),/],
  ['a promise that rejects', (() => Promise.reject(new Error('no table'))) as never, /returned a Promise,/],
])('an interval that is %s is refused, and says that the task goes on', async (_, pollIntervalMs, said) => {
  const { advance, outcome } = polling(['pending'], { pollIntervalMs });
  await advance(0);
  expect(outcome.error).toMatchObject({
    name: 'ValidationError',
    issues: [{ path: 'pollIntervalMs', message: expect.stringMatching(said) }],
    message: expect.stringContaining('The task goes on'),
  });
});

test.each([
  [new Error('no such table'), /threw no such table/],
  ['a text', /threw a string/],
])('an interval that throws %s is refused, with what was thrown as cause', async (thrown, said) => {
  const pollIntervalMs = () => {
    throw thrown;
  };
  const { advance, outcome } = polling(['pending'], { pollIntervalMs });
  await advance(0);
  expect(outcome.error).toMatchObject({
    name: 'ValidationError',
    cause: thrown,
    issues: [{ path: 'pollIntervalMs', message: expect.stringMatching(said) }],
  });
});

test('an interval of nothing is one of a millisecond, and still lets others work', async () => {
  const { advance, asked, outcome } = polling([...Array(20).fill('pending'), 'done'], {
    pollIntervalMs: () => 0,
  });
  await advance(100);
  expect(outcome.value).toBe('done');
  expect(asked).toHaveLength(21);
});
