import {
  AbortError,
  NotFoundError,
  RunApiError,
  ServiceUnavailableError,
  TaskFailedError,
  TaskTimeoutError,
  TimeoutError,
  ValidationError,
} from '@runapi.ai/flux-kontext';
import { expect, test, vi } from 'vitest';
import { answer, created, done, failed, limited, pending } from './support/answers.js';
import { clientWith, params, rejection } from './support/clients.js';
import { connectionError, type FakeStep, fakeFetch } from './support/fake-fetch.js';
import { fakeTime, watch } from './support/fake-time.js';
import { faultServer } from './support/fault-server.js';
import { BROKEN_FAULTS, HARMLESS_FAULTS, SILENT_FAULTS } from './support/faults/index.js';

const PASSING: [string, FakeStep][] = [
  ['no connection', connectionError('ECONNREFUSED')],
  ['a lost connection', connectionError('ECONNRESET')],
  ['no answer', 'hang'],
  ...[408, 455, 500, 501, 502, 503, 504, 520].map((status): [string, FakeStep] => [
    String(status),
    answer(status, '<html>Bad gateway</html>'),
  ]),
  ['429', limited(0)],
  ['429 without a Retry-After', answer(429)],
  ['an answer that breaks off', answer(200, '{"id":"task_1","sta')],
  ['an answer that breaks off before it begins', answer(200)],
];

test.each(PASSING)('%s, ten times in a row, does not end a wait', async (_, fault) => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(...Array(10).fill(fault), done());
  const outcome = watch(clientWith({ fetch, timeoutMs: 5_000 }).textToImage.wait('task_1'));
  await advance(900_000);
  expect(outcome.value).toMatchObject({ id: 'task_1', status: 'completed' });
  expect(asked).toHaveLength(11);
});

test.each([...BROKEN_FAULTS, ...SILENT_FAULTS, 'content-length too short', 'half of a gzip'] as const)(
  'a run rides out "%s" while it polls, and gets its picture',
  async (fault) => {
    const cut = { fault, answer: pending() };
    const server = await faultServer(created(), cut, pending(), cut, cut, done());
    const timeoutMs = SILENT_FAULTS.some((silent) => silent === fault) ? 80 : 10_000;
    // On a busy machine the create may need more than one attempt, too.
    const { textToImage } = clientWith({ baseUrl: server.url, maxRetries: 20, timeoutMs });
    const result = await textToImage.run(params, { pollIntervalMs: 5 });
    expect(result.images[0].url).toBe('https://cdn.test/task_1.png');
  },
);

test.each(HARMLESS_FAULTS)('"%s" is an answer like any other', async (fault) => {
  const server = await faultServer(
    { fault, answer: created() },
    { fault, answer: pending() },
    { fault, answer: done() },
  );
  const { textToImage } = clientWith({ baseUrl: server.url });
  expect(await textToImage.run(params, { pollIntervalMs: 5 })).toEqual(done().body);
  expect(server.requests).toHaveLength(3);
});

test('a wait outlives a service that goes down and comes back', async () => {
  const server = await faultServer(pending(), pending(), done());
  const { textToImage } = clientWith({ baseUrl: server.url });
  const refused: unknown[] = [];
  const updates: string[] = [];
  const result = textToImage.wait('task_1', {
    pollIntervalMs: ({ attempt }) => {
      refused.push(attempt);
      return 10;
    },
    onUpdate: ({ status }) => void updates.push(status),
  });
  await vi.waitFor(() => expect(updates).toHaveLength(1), { interval: 1, timeout: 5_000 });
  await server.stop();
  const asked = refused.length;
  await vi.waitFor(() => expect(refused.length).toBeGreaterThan(asked + 2), { interval: 5, timeout: 5_000 });
  await server.start();
  expect(await result).toMatchObject({ status: 'completed' });
});

test.each([400, 401, 402, 403, 404, 409, 410, 422])(
  'a %d ends a wait at once, and says which task it was about',
  async (status) => {
    const { advance } = fakeTime();
    const { fetch, asked } = fakeFetch(pending(), answer(status));
    const outcome = watch(clientWith({ fetch }).textToImage.wait('task_1'));
    await advance(2_000);
    expect(outcome.error).toMatchObject({ status, taskId: 'task_1' });
    expect(asked).toHaveLength(2);
    await advance(10_000);
    expect(asked).toHaveLength(2);
  },
);

test('polls are not repeated on top of polling, whatever maxRetries says', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(answer(500), done());
  const { textToImage } = clientWith({ fetch, maxRetries: 5 });
  const outcome = watch(textToImage.wait('task_1', { maxRetries: 5, pollIntervalMs: 3_000 }));
  await advance(10_000);
  expect(outcome.value).toMatchObject({ status: 'completed' });
  expect(asked.map(({ at }) => at - (asked[0]?.at ?? 0) >= 3_000)).toEqual([false, true]);
});

test('when time is up the error tells the task, how to go on, and the last fault', async () => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch(created('task_9'), pending('task_9'), answer(503, { error: 'Restarting' }));
  const outcome = watch(clientWith({ fetch }).textToImage.run(params, { maxWaitMs: 10_000 }));
  await advance(10_000);
  expect(outcome.error).toBeInstanceOf(TaskTimeoutError);
  const error = outcome.error as TaskTimeoutError;
  expect(error).toMatchObject({ name: 'TaskTimeoutError', taskId: 'task_9' });
  expect(error.cause).toBeInstanceOf(ServiceUnavailableError);
  expect(error.cause).toMatchObject({ status: 503, message: expect.stringContaining('Restarting') });
  expect(error.message).toContain('task_9');
  expect(error.message).toContain("wait('task_9')");
});

test('a wait takes up the task where a run gave up on it', async () => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch(created('task_9'), pending(), pending(), done('task_9'));
  const { textToImage } = clientWith({ fetch });
  const gaveUp = watch(textToImage.run(params, { maxWaitMs: 2_000 }));
  await advance(2_000);
  const { taskId = '' } = gaveUp.error as TaskTimeoutError;
  expect(await textToImage.wait(taskId)).toMatchObject({ id: 'task_9', status: 'completed' });
});

/** Everything that can end a run once its task is there: what the polls are answered, and its options. */
const theirs = new TypeError('of the caller');
const throwing = () => {
  throw theirs;
};
const ENDS: [string, FakeStep, object, new (...args: never[]) => Error][] = [
  ['the task failed', failed('task_9'), {}, TaskFailedError],
  ['time was up', pending(), { maxWaitMs: 5_000 }, TaskTimeoutError],
  ['time was up without an answer', 'hang', { maxWaitMs: 5_000 }, TaskTimeoutError],
  ['the task is not known', answer(404), {}, NotFoundError],
  ['the answer is no answer', answer(200, 'OK'), {}, RunApiError],
  ['the answer is about nothing', answer(200, {}), {}, RunApiError],
  ['a redirect leads away', answer(302, '', { Location: 'https://elsewhere.test' }), {}, RunApiError],
  ['the interval is none', pending(), { pollIntervalMs: () => Number.NaN }, ValidationError],
  ['the interval throws', pending(), { pollIntervalMs: throwing }, ValidationError],
  ['the caller aborts', 'hang', { signal: AbortSignal.timeout(1) }, AbortError],
];

test.each(ENDS)(
  'a run that ends because %s carries the taskId, and the key that it was given',
  async (_, polled, options, ErrorClass) => {
    const { advance } = fakeTime();
    const { fetch } = fakeFetch(created('task_9'), polled);
    const controller = new AbortController();
    const signal = 'signal' in options ? { signal: controller.signal } : {};
    const own = { ...options, ...signal, idempotencyKey: 'order-7' };
    const outcome = watch(clientWith({ fetch }).textToImage.run(params, own));
    await advance(1_000);
    controller.abort();
    await advance(60_000);
    expect(outcome.error).toBeInstanceOf(ErrorClass);
    expect(outcome.error).toMatchObject({ taskId: 'task_9', idempotencyKey: 'order-7' });
  },
);

test.each(['', 'task_1, task_1', '../task_2', 'task 1'])(
  'a header X-RunAPI-Task-Id: "%s", which is no id, takes none away',
  async (header) => {
    const refusal = answer(401, '', { 'X-RunAPI-Task-Id': header });
    const { textToImage } = clientWith({ fetch: fakeFetch(created('task_1'), refusal).fetch });
    expect(await rejection(textToImage.run(params))).toMatchObject({ status: 401, taskId: 'task_1' });
    const { textToImage: another } = clientWith({ fetch: fakeFetch(refusal).fetch });
    expect(await rejection(another.create(params))).not.toHaveProperty('taskId');
  },
);

test('what onCreated writes into the task that it gets does not lead the run to another', async () => {
  const { fetch, asked } = fakeFetch(created('task_1'), done());
  const onCreated = (task: { id: string }) => void Object.assign(task, { id: 'row-7' });
  await clientWith({ fetch }).textToImage.run(params, { onCreated });
  expect(asked.at(-1)?.url).toMatch(/\/task_1$/);
});

test('a failed task is told with all that the service said about it', async () => {
  const task = {
    id: 'task_1',
    status: 'failed',
    error: { code: 'nsfw', message: 'Declined.' },
    billing: { credits: 0 },
  };
  const { fetch } = fakeFetch(answer(200, task));
  const error = await rejection(clientWith({ fetch }).textToImage.wait('task_1'));
  expect(error).toMatchObject({ name: 'TaskFailedError', taskId: 'task_1', details: task });
  expect((error as Error).message).toMatch(/failed: Declined\. Another/); // one full stop
});

test('a wait that was never answered does not say what became of its task', async () => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch(connectionError('ECONNREFUSED'));
  const outcome = watch(clientWith({ fetch }).textToImage.wait('task_1', { maxWaitMs: 5_000 }));
  await advance(10_000);
  expect(String(outcome.error)).toMatch(
    /No answer told the state of task task_1 within 5000 ms.*wait\('task_1'\)/,
  );
  expect(String(outcome.error)).not.toContain('paid for');
});

test.each(['polls', 'stores the id'])('an abort while a run %s says how to go on', async (doing) => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch(created(), pending());
  const controller = new AbortController();
  const onCreated = doing === 'polls' ? undefined : () => new Promise<void>(() => {});
  const { textToImage } = clientWith({ fetch });
  const outcome = watch(textToImage.run(params, { signal: controller.signal, onCreated }));
  await advance(1_000);
  controller.abort();
  await advance(0);
  expect(outcome.error).toMatchObject({
    name: 'AbortError',
    taskId: 'task_1',
    message: "The call was aborted by its signal. Go on with wait('task_1').",
  });
});

test('a failed task whose service gives no reason says so', async () => {
  const { fetch } = fakeFetch(answer(200, { id: 'task_1', status: 'failed' }));
  const error = await rejection(clientWith({ fetch }).textToImage.wait('task_1'));
  expect((error as Error).message).toContain('gave no reason');
});

test('a task in a state that nobody knows yet is waited for', async () => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch(answer(200, { id: 'task_1', status: 'moderating' }), done());
  const outcome = watch(clientWith({ fetch }).textToImage.wait('task_1'));
  await advance(2_000);
  expect(outcome.value).toMatchObject({ status: 'completed' });
});

test('onCreated has the id, and has stored it, before the first poll', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(answer(202, { id: 'task_1', queue: 3 }), done());
  const order: unknown[] = [];
  const onCreated = async (task: { id: string }) => {
    order.push(task, asked.length);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    order.push('stored', asked.length);
  };
  const outcome = watch(clientWith({ fetch }).textToImage.run(params, { onCreated }));
  await advance(5_000);
  expect(outcome.value).toMatchObject({ status: 'completed' });
  expect(order).toEqual([{ id: 'task_1', queue: 3 }, 1, 'stored', 1]);
});

test.each<[string, object]>([
  ['onCreated throws', { onCreated: throwing }],
  ['onCreated rejects', { onCreated: async () => throwing() }],
  ['onUpdate throws', { onUpdate: throwing }],
  ['onUpdate rejects', { onUpdate: async () => throwing() }],
])('a run of which %s ends with that very error', async (_, options) => {
  const { fetch, asked } = fakeFetch(created(), pending());
  const ids: string[] = [];
  const { textToImage } = clientWith({ fetch });
  const storing = { onCreated: ({ id }: { id: string }) => void ids.push(id), ...options };
  expect(await rejection(textToImage.run(params, storing))).toBe(theirs);
  expect(asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
});

test('the log says of each poll that failed why, and when the next one comes', async () => {
  const { advance } = fakeTime();
  const warn = vi.fn();
  const { fetch } = fakeFetch(connectionError('ECONNRESET'), limited(3), pending(), answer(503), done());
  const { textToImage } = clientWith({ fetch, logger: { ...console, warn }, logLevel: 'warn' });
  watch(textToImage.wait('task_1'));
  await advance(20_000);
  expect(warn.mock.calls.flat()).toEqual([
    expect.stringMatching(
      /^\[runapi\] poll 1 of task_1: again in 200\d ms, after: NetworkError: .*ECONNRESET/,
    ),
    expect.stringMatching(/^\[runapi\] rate limit: no request of this client for 3000 ms$/),
    expect.stringMatching(/^\[runapi\] poll 4 of task_1: again in 200\d ms, after: ServiceUnavailableError/),
  ]);
});

test.each<[string, unknown]>([
  ['an error', theirs],
  ['a frozen error', Object.freeze(new Error('of the caller'))],
  ['a text', 'of the caller'],
  ['nothing', undefined],
])('onUpdate that throws %s ends a wait with that very thing, untouched', async (_, thrown) => {
  const { fetch } = fakeFetch(pending());
  const onUpdate = () => {
    throw thrown;
  };
  expect(await rejection(clientWith({ fetch }).textToImage.wait('task_1', { onUpdate }))).toBe(thrown);
  expect(theirs).not.toHaveProperty('taskId');
});

test.each([
  ['throws', throwing],
  ['rejects', async () => throwing()],
])('a logger that %s is ignored, on every level', async (_, fails) => {
  const { advance } = fakeTime();
  const logger = { debug: fails, info: fails, warn: fails, error: fails };
  const { fetch } = fakeFetch(connectionError(), created(), limited(1), pending(), done());
  const { textToImage } = clientWith({ fetch, maxRetries: 1, logger, logLevel: 'debug' });
  const outcome = watch(textToImage.run(params));
  await advance(20_000);
  expect(outcome.value).toMatchObject({ status: 'completed' });
});

test.each([answer(500), answer(200, {}), answer(200, 'OK'), answer(200, { id: 'task_1' })])(
  'get says which task it was about, too, and leaves no outcome open (%j)',
  async (given) => {
    const { fetch } = fakeFetch(given);
    const error = await rejection(clientWith({ fetch }).textToImage.get('task_1'));
    expect(error).toMatchObject({ taskId: 'task_1', status: given.status });
    expect(error).not.toHaveProperty('outcomeKnown');
  },
);

test('polls that time out, one after another, are the cause when time is up', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch('hang');
  const outcome = watch(
    clientWith({ fetch, timeoutMs: 10_000 }).textToImage.wait('task_1', { maxWaitMs: 35_000 }),
  );
  await advance(35_000);
  expect(outcome.error).toBeInstanceOf(TaskTimeoutError);
  expect((outcome.error as Error).cause).toBeInstanceOf(TimeoutError);
  expect(asked).toHaveLength(4);
});

test('a wait that is refused for its options says which task it was about', async () => {
  const { fetch, asked } = fakeFetch(done());
  const error = await rejection(clientWith({ fetch }).textToImage.wait('task_1', { timeoutMs: -1 }));
  expect(error).toBeInstanceOf(ValidationError);
  expect(error).toMatchObject({ taskId: 'task_1' });
  expect(asked).toHaveLength(0);
});

test('a task with an id that can not be asked for is told of, and not called one that was never sent', async () => {
  const { fetch, asked } = fakeFetch(created('task\n1'));
  const error = await rejection(clientWith({ fetch }).textToImage.run(params));

  expect(error).toMatchObject({ taskId: 'task\n1' });
  expect(String(error)).toContain('No task was asked for: id: must be the id of a task');
  expect(String(error)).not.toContain('Nothing was sent');
  expect(asked).toHaveLength(1);
});
