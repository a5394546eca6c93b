import {
  AuthenticationError,
  InsufficientCreditsError,
  InvalidResponseError,
  NetworkError,
  NotFoundError,
  RateLimitError,
  ServerError,
  ServiceUnavailableError,
  TaskTimeoutError,
  TimeoutError,
  ValidationError,
} from '@runapi.ai/flux-kontext';
import { expect, test, vi } from 'vitest';
import { answer, created, done, limited, pending } from './support/answers.js';
import { clientWith, params, rejection } from './support/clients.js';
import { after, connectionError, fakeFetch } from './support/fake-fetch.js';
import { fakeTime, watch } from './support/fake-time.js';
import { faultServer } from './support/fault-server.js';
import { SILENT_FAULTS } from './support/faults/index.js';

/** When each request was made, from the first. */
const times = (asked: readonly { at: number }[]) =>
  asked.map(({ at }) => Math.round(at - (asked[0]?.at ?? 0)));

test.each(SILENT_FAULTS)('"%s" ends at timeoutMs, and its connection is let go', async (fault) => {
  const server = await faultServer(({ target }) => (target.endsWith('/slow') ? { fault } : done()));
  const { textToImage } = clientWith({ baseUrl: server.url, timeoutMs: 10_000 });
  await textToImage.get('task_1'); // a connection that stands, so that a busy machine has the request out in time
  const startedAt = performance.now();
  const error = await rejection(textToImage.get('slow', { timeoutMs: 100 }));
  expect(error).toBeInstanceOf(TimeoutError);
  expect(error).toMatchObject({ taskId: 'slow', message: expect.stringContaining('100 ms') });
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  await vi.waitFor(() => expect(server.openConnections).not.toContain(1), { interval: 2, timeout: 5_000 });
  expect(await textToImage.get('task_1')).toMatchObject({ status: 'completed' });
});

test('a body without an end is cut off, and its connection is let go', async () => {
  const server = await faultServer('an endless body', done());
  const { textToImage } = clientWith({ baseUrl: server.url });
  expect(await rejection(textToImage.get('task_1'))).toBeInstanceOf(InvalidResponseError);
  expect(await textToImage.get('task_1')).toMatchObject({ status: 'completed' });
  await vi.waitFor(() => expect(server.openConnections).not.toContain(1), { interval: 2, timeout: 5_000 });
});

test('timeoutMs counts headers and body together', async () => {
  const { advance } = fakeTime();
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const slowBody = async () => {
    await pause(600);
    const pull = async (controller: ReadableStreamDefaultController) => {
      await pause(700);
      controller.enqueue(new TextEncoder().encode(JSON.stringify(done().body)));
      controller.close();
    };
    return new Response(new ReadableStream({ pull }));
  };
  const { fetch } = fakeFetch(slowBody);
  const { textToImage } = clientWith({ fetch });
  const short = watch(textToImage.get('task_1', { timeoutMs: 1_200 }));
  const long = watch(textToImage.get('task_1', { timeoutMs: 1_400 }));
  await advance(1_199);
  expect(short).toEqual({});
  await advance(1);
  expect(short.error).toBeInstanceOf(TimeoutError);
  await advance(200); // 1,300 ms in all
  expect(long.value).toMatchObject({ status: 'completed' });
});

test('a fetch that does not listen to its signal is left alone when the time is up', async () => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch(() => new Promise<Response>(() => {}));
  const outcome = watch(clientWith({ fetch, timeoutMs: 1_000 }).textToImage.get('task_1'));
  await advance(1_000);
  expect(outcome.error).toBeInstanceOf(TimeoutError);
});

test('the body of an answer that comes too late is not kept open', async () => {
  const { advance } = fakeTime();
  const cancel = vi.fn();
  const late = () =>
    new Promise<Response>((resolve) => {
      setTimeout(() => resolve(new Response(new ReadableStream({ cancel }))), 2_000);
    });
  const outcome = watch(
    clientWith({ fetch: fakeFetch(late).fetch, timeoutMs: 1_000 }).textToImage.get('task_1'),
  );
  await advance(2_000);
  expect(outcome.error).toBeInstanceOf(TimeoutError);
  expect(cancel).toHaveBeenCalledTimes(1);
});

test("a call's own timeoutMs is the one that counts", async () => {
  const { advance } = fakeTime();
  const outcome = watch(
    clientWith({ fetch: fakeFetch('hang').fetch }).textToImage.get('task_1', { timeoutMs: 10 }),
  );
  await advance(10);
  expect(outcome.error).toBeInstanceOf(TimeoutError);
});

test('a minute is the limit of an attempt when nothing else is said', async () => {
  const { advance } = fakeTime();
  const outcome = watch(clientWith({ fetch: fakeFetch('hang').fetch }).textToImage.get('task_1'));
  await advance(59_999);
  expect(outcome).toEqual({});
  await advance(1);
  expect(outcome.error).toBeInstanceOf(TimeoutError);
});

test('a wait asks every two seconds, from start to start, and at its deadline', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(after(400, pending()));
  const outcome = watch(clientWith({ fetch }).textToImage.wait('task_1', { maxWaitMs: 6_500 }));
  await advance(60_000);
  expect(times(asked)).toEqual([0, 2_000, 4_000, 6_000, 6_500]);
  expect(outcome.error).toBeInstanceOf(TaskTimeoutError);
});

test('a wait of a quarter of an hour is what one gets when nothing else is said', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(pending());
  const startedAt = performance.now();
  const outcome = watch(clientWith({ fetch }).textToImage.wait('task_1', { pollIntervalMs: 100_000 }));
  await advance(2_000_000);
  expect((outcome.at ?? 0) - startedAt).toBe(900_000);
  expect(asked).toHaveLength(10);
});

test('a task that completes just in time is not missed', async () => {
  const { advance } = fakeTime();
  const startedAt = performance.now();
  const { fetch } = fakeFetch(async () => {
    const { body } = performance.now() - startedAt < 4_900 ? pending() : done();
    return new Response(JSON.stringify(body));
  });
  const outcome = watch(clientWith({ fetch }).textToImage.wait('task_1', { maxWaitMs: 5_000 }));
  await advance(5_000);
  expect(outcome.value).toMatchObject({ status: 'completed' });
});

test('maxWaitMs: 0 asks once', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(pending(), done());
  const { textToImage } = clientWith({ fetch });
  const first = watch(textToImage.wait('task_1', { maxWaitMs: 0 }));
  await advance(0);
  expect(first.error).toMatchObject({ name: 'TaskTimeoutError', taskId: 'task_1' });
  const second = watch(textToImage.wait('task_1', { maxWaitMs: 0 }));
  await advance(60_000);
  expect(second.value).toMatchObject({ status: 'completed' });
  expect(asked).toHaveLength(2);
});

test.each([
  ['a create without an answer', 'hang', 5_000],
  ['a rate limit', limited(5), 0],
  ['a fault of the service', answer(503), 0],
] as const)(
  'a run with maxWaitMs: 0 gives its create one attempt: %s ends it',
  async (_, step, endsAfterMs) => {
    const { advance } = fakeTime();
    const { fetch, asked } = fakeFetch(step);
    const { textToImage } = clientWith({ fetch, timeoutMs: 5_000, maxRetries: 2 });
    const startedAt = performance.now();
    const outcome = watch(textToImage.run(params, { maxWaitMs: 0 }));
    await advance(60_000);
    expect(asked).toHaveLength(1);
    expect((outcome.at ?? 0) - startedAt).toBe(endsAfterMs);
    expect(outcome.error).toHaveProperty('idempotencyKey');
  },
);

test('a run with maxWaitMs: 0 that had to queue has the whole of timeoutMs for its create', async () => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch(after(4_000, done()), after(4_000, created()), done());
  const { textToImage } = clientWith({ fetch, timeoutMs: 5_000, maxConcurrentRequests: 1 });
  watch(textToImage.get('task_1'));
  const outcome = watch(textToImage.run(params, { maxWaitMs: 0 }));
  await advance(60_000);
  expect(outcome.value).toMatchObject({ id: 'task_1', status: 'completed' });
});

test('a run with maxWaitMs: 0 makes its task, asks once, and tells its id', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(after(5_000, created()), pending());
  const outcome = watch(clientWith({ fetch }).textToImage.run(params, { maxWaitMs: 0 }));
  await advance(60_000);
  expect(outcome.error).toMatchObject({ name: 'TaskTimeoutError', taskId: 'task_1' });
  expect(asked.map(({ method }) => method)).toEqual(['POST', 'GET']);
});

test('a poll without an answer does not outlive maxWaitMs', async () => {
  const { advance } = fakeTime();
  const startedAt = performance.now();
  const { fetch, asked } = fakeFetch(pending(), 'hang');
  const outcome = watch(clientWith({ fetch }).textToImage.wait('task_1', { maxWaitMs: 5_000 }));
  await advance(60_000);
  expect(outcome.error).toBeInstanceOf(TaskTimeoutError);
  expect((outcome.error as Error).cause).toBeInstanceOf(TimeoutError);
  expect((outcome.at ?? 0) - startedAt).toBe(5_000);
  expect(asked).toHaveLength(2);
});

test('a question that the deadline caught soon after it left the queue is asked once more', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(after(390, done()), after(50, done()));
  const { textToImage } = clientWith({ fetch, maxConcurrentRequests: 1 });
  watch(textToImage.get('other'));
  const wait = watch(textToImage.wait('task_1', { maxWaitMs: 400 }));
  await advance(2_000);
  expect(wait.value).toMatchObject({ status: 'completed' });
  expect(asked).toHaveLength(3);
});

test('the question at the deadline itself is waited for a second, and no longer', async () => {
  const { advance } = fakeTime();
  const startedAt = performance.now();
  const { fetch } = fakeFetch(pending(), pending(), 'hang');
  const outcome = watch(clientWith({ fetch }).textToImage.wait('task_1', { maxWaitMs: 2_500 }));
  await advance(3_499);
  expect(outcome).toEqual({});
  await advance(1);
  expect((outcome.at ?? 0) - startedAt).toBe(3_500);
  expect(outcome.error).toBeInstanceOf(TaskTimeoutError);
});

test.each([100, 800])(
  'a wait of %i ms for a service that does not answer is over by then',
  async (maxWaitMs) => {
    const { advance } = fakeTime();
    const startedAt = performance.now();
    const { fetch, asked } = fakeFetch('hang');
    const outcome = watch(clientWith({ fetch }).textToImage.wait('task_1', { maxWaitMs }));
    await advance(10_000);
    expect((outcome.at ?? 0) - startedAt).toBe(maxWaitMs);
    expect(outcome.error).toBeInstanceOf(TaskTimeoutError);
    expect(asked).toHaveLength(1);
  },
);

test('a wait that gets no slot of its client is over with its time', async () => {
  const { advance } = fakeTime();
  const startedAt = performance.now();
  const { fetch, asked } = fakeFetch('hang');
  const { textToImage } = clientWith({ fetch, maxConcurrentRequests: 1 });
  watch(textToImage.get('busy'));
  const outcome = watch(textToImage.wait('task_1', { maxWaitMs: 800 }));
  await advance(70_000); // the other call's time-out, too
  expect((outcome.at ?? 0) - startedAt).toBe(800);
  expect(outcome.error).toMatchObject({ name: 'TaskTimeoutError', taskId: 'task_1' });
  expect(asked).toHaveLength(1);
});

test('a question that got no slot by the deadline, short as that was, is not asked after it', async () => {
  const { advance } = fakeTime();
  const startedAt = performance.now();
  const { fetch, asked } = fakeFetch(pending(), 'hang');
  const { textToImage } = clientWith({ fetch, maxConcurrentRequests: 1 });
  const outcome = watch(textToImage.wait('task_1', { maxWaitMs: 2_300 }));
  await advance(10);
  watch(textToImage.get('busy'));
  await advance(70_000);
  expect((outcome.at ?? 0) - startedAt).toBe(2_300);
  expect(asked).toHaveLength(2);
});

test("a run's time begins before its create", async () => {
  const { advance } = fakeTime();
  const startedAt = performance.now();
  const { fetch, asked } = fakeFetch(after(3_000, created()), pending());
  const outcome = watch(clientWith({ fetch }).textToImage.run(params, { maxWaitMs: 6_000 }));
  await advance(60_000);
  expect(times(asked)).toEqual([0, 3_000, 5_000, 6_000]);
  expect((outcome.at ?? 0) - startedAt).toBe(6_000);
});

test('a create without an answer does not outlive the run, and tells how to repeat it', async () => {
  const { advance } = fakeTime();
  const startedAt = performance.now();
  const { fetch, asked } = fakeFetch('hang');
  const { textToImage } = clientWith({ fetch, maxRetries: 5, timeoutMs: 500 });
  const outcome = watch(textToImage.run(params, { maxWaitMs: 800, idempotencyKey: 'order-7' }));
  await advance(60_000);
  expect((outcome.at ?? Number.NaN) - startedAt).toBeLessThanOrEqual(800);
  expect(outcome.error).toMatchObject({
    name: 'TimeoutError',
    idempotencyKey: 'order-7',
    outcomeKnown: false,
  });
  expect(asked).toHaveLength(2);
});

test('a retry that would come after the deadline is not waited for', async () => {
  const { advance } = fakeTime();
  const startedAt = performance.now();
  const { fetch, asked } = fakeFetch(connectionError());
  const { textToImage } = clientWith({
    fetch,
    maxRetries: 5,
    retryBaseDelayMs: 4_000,
    retryMaxDelayMs: 4_000,
  });
  const outcome = watch(textToImage.run(params, { maxWaitMs: 1_999 }));
  await advance(0);
  expect(outcome.error).toBeInstanceOf(NetworkError);
  expect([outcome.at, asked.length]).toEqual([startedAt, 1]);
});

test('the time in the queue counts', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch('hang', done('task_2'));
  const { textToImage } = clientWith({ fetch, maxConcurrentRequests: 1, timeoutMs: 10_000 });
  const hogging = watch(textToImage.get('task_1'));
  const waiting = watch(textToImage.wait('task_2', { maxWaitMs: 3_000 }));
  const running = watch(textToImage.run(params, { maxWaitMs: 4_000 }));
  await advance(3_000);
  expect(waiting.error).toMatchObject({ name: 'TaskTimeoutError', taskId: 'task_2' });
  expect(running).toEqual({});
  await advance(1_000);
  expect(running.error).toMatchObject({ name: 'TimeoutError', outcomeKnown: true });
  await advance(60_000);
  expect(hogging.error).toBeInstanceOf(TimeoutError);
  expect(asked).toHaveLength(1);
});

test('the time in the queue does not count for the limit of an attempt', async () => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch(after(900, done('task_1')), after(900, done('task_2')));
  const { textToImage } = clientWith({ fetch, maxConcurrentRequests: 1, timeoutMs: 1_000 });
  const outcomes = [watch(textToImage.get('task_1')), watch(textToImage.get('task_2'))];
  await advance(2_000);
  expect(outcomes.map(({ value }) => value?.id)).toEqual(['task_1', 'task_2']);
});

test.each(['2020-01-01', '2040-01-01'])(
  'a clock that is set to %s makes no wait longer or shorter',
  async (date) => {
    const { advance } = fakeTime();
    const startedAt = performance.now();
    const { fetch, asked } = fakeFetch(pending());
    const outcome = watch(clientWith({ fetch }).textToImage.wait('task_1', { maxWaitMs: 10_000 }));
    await advance(3_000);
    vi.setSystemTime(new Date(date));
    await advance(60_000);
    expect((outcome.at ?? 0) - startedAt).toBe(10_000);
    expect(times(asked)).toEqual([0, 2_000, 4_000, 6_000, 8_000, 10_000]);
  },
);

test('a wait may go on for weeks, and leave weeks between two polls', async () => {
  const { advance } = fakeTime();
  const days = 24 * 3_600_000;
  const { fetch, asked } = fakeFetch(pending(), pending(), done());
  const outcome = watch(
    clientWith({ fetch }).textToImage.wait('task_1', { maxWaitMs: 400 * days, pollIntervalMs: 30 * days }),
  );
  await advance(61 * days);
  expect(outcome.value).toMatchObject({ status: 'completed' });
  expect(times(asked)).toEqual([0, 30 * days, 60 * days]);
});

test('an interval that is computed hears of the number of the poll and of the time so far', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(pending(), pending(), pending(), done());
  const pollIntervalMs = vi.fn(({ attempt }: { attempt: number }) => 1_000 * 2 ** attempt);
  watch(clientWith({ fetch }).textToImage.wait('task_1', { pollIntervalMs }));
  await advance(60_000);
  expect(times(asked)).toEqual([0, 2_000, 6_000, 14_000]);
  expect(pollIntervalMs.mock.calls.flat()).toEqual([
    { attempt: 1, elapsedMs: 0 },
    { attempt: 2, elapsedMs: 2_000 },
    { attempt: 3, elapsedMs: 6_000 },
  ]);
});

test('a task that is done at the first poll is not slept for', async () => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch(created(), done());
  const outcome = watch(clientWith({ fetch }).textToImage.run(params));
  await advance(0);
  expect(outcome.value).toMatchObject({ status: 'completed' });
});

test.each([
  [200, TimeoutError],
  [404, NotFoundError],
  [429, RateLimitError],
  [503, ServiceUnavailableError],
])('an answer of %d that drips ends at timeoutMs, as what its status says', async (status, ErrorClass) => {
  const server = await faultServer({ fault: 'a body that drips', answer: answer(status, '{}') });
  const { textToImage } = clientWith({ baseUrl: server.url, timeoutMs: 40, maxRetries: 0 });
  expect(await rejection(textToImage.get('task_1'))).toBeInstanceOf(ErrorClass);
});

/** An answer whose body never comes, and what was heard of its end. */
function bodiless(status: number, headers: Record<string, string> = {}) {
  const cancel = vi.fn();
  return { cancel, respond: () => new Response(new ReadableStream({ cancel }), { status, headers }) };
}

test.each([
  [400, ValidationError],
  [401, AuthenticationError],
  [402, InsufficientCreditsError],
  [500, ServerError],
])(
  'a %d whose body does not come is told after three seconds, and its connection let go',
  async (status, ErrorClass) => {
    const { advance } = fakeTime();
    const { cancel, respond } = bodiless(status);
    const { fetch, asked } = fakeFetch(respond);
    const outcome = watch(clientWith({ fetch, maxRetries: 0 }).textToImage.create(params));
    await advance(2_999);
    expect(outcome).toEqual({});
    await advance(1);
    expect(outcome.error).toBeInstanceOf(ErrorClass);
    expect(outcome.error).not.toHaveProperty('details');
    expect([asked.length, cancel.mock.calls.length]).toEqual([1, 1]);
  },
);

test('the body of an error that comes after the time is up is let go', async () => {
  const { advance } = fakeTime();
  const { cancel, respond } = bodiless(500);
  const deaf = () => new Promise<Response>((resolve) => setTimeout(() => resolve(respond()), 6_000));
  const outcome = watch(
    clientWith({ fetch: deaf, maxRetries: 0, timeoutMs: 5_000 }).textToImage.get('task_1'),
  );
  await advance(6_000);
  expect(outcome.error).toBeInstanceOf(TimeoutError);
  expect(cancel).toHaveBeenCalled();
});

test('a lasting fault ends a wait also when its body does not come', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(pending(), bodiless(401).respond);
  const outcome = watch(clientWith({ fetch }).textToImage.wait('task_1'));
  await advance(5_000);
  expect(outcome.error).toBeInstanceOf(AuthenticationError);
  expect(asked).toHaveLength(2);
});

test('a 429 whose body does not come holds the client all the same', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(bodiless(429, { 'Retry-After': '7' }).respond, done());
  const outcome = watch(clientWith({ fetch, maxRetries: 1 }).textToImage.get('task_1'));
  await advance(9_999);
  expect([outcome, asked.length]).toEqual([{}, 1]);
  await advance(1);
  expect(outcome.value).toMatchObject({ id: 'task_1' });
});

test('a create whose answer named its task and then broke off tells the task, whatever its retries meet', async () => {
  const { advance } = fakeTime();
  const named = new ReadableStream({ start: (body) => body.error(new Error('broke off')) });
  const { fetch } = fakeFetch(
    () => new Response(named, { status: 202, headers: { 'X-RunAPI-Task-Id': 'task_7' } }),
    connectionError('ECONNREFUSED'),
  );
  const outcome = watch(clientWith({ fetch, maxRetries: 2 }).textToImage.create(params));
  await advance(10_000);
  expect(outcome.error).toMatchObject({ name: 'NetworkError', taskId: 'task_7', outcomeKnown: false });
});

test('a create whose answer named its task and then never came tells the task', async () => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch(bodiless(202, { 'X-RunAPI-Task-Id': 'task_7' }).respond);
  const { textToImage } = clientWith({ fetch, maxRetries: 0, timeoutMs: 5_000 });
  const outcome = watch(textToImage.create(params, { idempotencyKey: 'key' }));
  await advance(5_000);
  expect(outcome.error).toBeInstanceOf(TimeoutError);
  expect(outcome.error).toMatchObject({ taskId: 'task_7', idempotencyKey: 'key', outcomeKnown: false });
});
