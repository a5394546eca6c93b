import { getEventListeners } from 'node:events';
import { AbortError, NetworkError, ServerError } from '@runapi.ai/flux-kontext';
import { expect, test, vi } from 'vitest';
import { answer, created, done, limited, pending } from './support/answers.js';
import { clientWith, params, rejection } from './support/clients.js';
import { after, connectionError, type FakeStep, fakeFetch } from './support/fake-fetch.js';
import { fakeTime, watch } from './support/fake-time.js';
import { faultServer } from './support/fault-server.js';

type Options = { signal: AbortSignal };
type Client = ReturnType<typeof clientWith>['textToImage'];
const CALLS: [string, (client: Client, options: Options) => Promise<unknown>][] = [
  ['create', (client, options) => client.create(params, options)],
  ['get', (client, options) => client.get('task_1', options)],
  ['wait', (client, options) => client.wait('task_1', options)],
  ['run', (client, options) => client.run(params, options)],
];
const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

test.each(CALLS)('%s under a signal that has fired sends nothing', async (_, call) => {
  const { fetch, asked } = fakeFetch(done());
  const signal = AbortSignal.abort('before');
  const error = await rejection(call(clientWith({ fetch }).textToImage, { signal }));
  expect(error).toBeInstanceOf(AbortError);
  expect(error).toMatchObject({ name: 'AbortError', cause: 'before' });
  expect([asked.length, listeners(signal)]).toEqual([0, 0]);
});

/** Where a call can be when it is aborted: what is played before, and how long it takes to get there. */
const MOMENTS: [string, FakeStep[], number, object][] = [
  ['waits for the headers of the create', ['hang'], 100, {}],
  ['waits to repeat the create', [connectionError()], 100, {}],
  ['is held back by a 429', [limited(30)], 100, {}],
  ['sleeps between two polls', [created(), pending()], 100, {}],
  ['waits for an answer to a poll', [created(), 'hang'], 100, {}],
  ['sleeps out a fault', [created(), answer(503, '', { 'Retry-After': '3600' })], 100, {}],
  ['sleeps out a rate limit', [created(), limited(3_600)], 100, {}],
  ['waits for onCreated', [created()], 100, { onCreated: () => new Promise<void>(() => {}) }],
  ['reads a body', [created(), () => new Response(new ReadableStream())], 100, {}],
  ['waits for a fetch that does not listen', [created(), () => new Promise<never>(() => {})], 100, {}],
];

test.each(MOMENTS)('an abort ends a run that %s, in the same moment', async (_, steps, ms, options) => {
  const { advance, now } = fakeTime();
  const { fetch, asked } = fakeFetch(...steps);
  const { textToImage } = clientWith({
    fetch,
    maxRetries: 3,
    retryBaseDelayMs: 60_000,
    retryMaxDelayMs: 60_000,
  });
  const controller = new AbortController();
  const outcome = watch(textToImage.run(params, { signal: controller.signal, ...options }));
  await advance(ms);
  expect(outcome).toEqual({});
  const sent = asked.length;
  controller.abort('tea');
  await advance(0);

  expect(outcome.error).toBeInstanceOf(AbortError);
  expect(outcome.error).toMatchObject({ name: 'AbortError', cause: 'tea' });
  expect(now()).toBe(ms);
  expect(vi.getTimerCount()).toBe(0);
  expect(listeners(controller.signal)).toBe(0);
  const isMade = steps.length > 1 || 'onCreated' in options;
  if (isMade) expect(outcome.error).toMatchObject({ taskId: 'task_1' });
  else expect(outcome.error).toMatchObject({ idempotencyKey: asked[0]?.headers.get('idempotency-key') });
  await advance(100_000);
  expect(asked).toHaveLength(sent);
});

test.each<[string, FakeStep[], boolean]>([
  ['while its request was on its way, may have made a task', ['hang'], false],
  ['after a 429, has made none', [limited(30)], true],
  ['after an attempt without an answer, may have made one', [connectionError()], false],
])('a create that is aborted %s', async (_, steps, outcomeKnown) => {
  const { advance } = fakeTime();
  const options = { maxRetries: 3, retryBaseDelayMs: 60_000, retryMaxDelayMs: 60_000 };
  const { textToImage } = clientWith({ fetch: fakeFetch(...steps).fetch, ...options });
  const controller = new AbortController();
  const outcome = watch(textToImage.create(params, { signal: controller.signal }));
  await advance(10);
  controller.abort();
  await advance(0);
  expect(outcome.error).toMatchObject({ name: 'AbortError', outcomeKnown });
});

test('a create that is aborted in the queue has made no task, and leaves its place', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(after(5_000, done()), done('task_3'));
  const { textToImage } = clientWith({ fetch, maxConcurrentRequests: 1 });
  const controller = new AbortController();
  const outcomes = [
    watch(textToImage.get('task_1')),
    watch(textToImage.create(params, { signal: controller.signal })),
    watch(textToImage.get('task_3')),
  ];
  await advance(1_000);
  controller.abort('tea');
  await advance(0);
  expect(outcomes[1]?.error).toMatchObject({ name: 'AbortError', cause: 'tea', outcomeKnown: true });
  await advance(5_000);
  expect(outcomes.map(({ value }) => value?.id)).toEqual(['task_1', undefined, 'task_3']);
  expect(asked.map(({ method }) => method)).toEqual(['GET', 'GET']);
});

test.each([['a text'], [42], [null], [Symbol('tea')], [{ why: 'tea' }], [false], [new Error('tea')]])(
  'the reason is the cause as it is: %o',
  async (reason) => {
    const controller = new AbortController();
    const { fetch } = fakeFetch('hang');
    const call = clientWith({ fetch }).textToImage.get('task_1', { signal: controller.signal });
    controller.abort(reason);
    const error = await rejection(call);
    expect(error).toBeInstanceOf(AbortError);
    expect(error).toHaveProperty('cause', reason);
  },
);

test('an abort without a reason has the reason of the platform for its cause', async () => {
  const signal = AbortSignal.abort();
  const error = await rejection(clientWith().textToImage.get('task_1', { signal }));
  expect(error).toMatchObject({ name: 'AbortError', cause: { name: 'AbortError' } });
  expect((error as Error).cause).toBe(signal.reason);
});

test('AbortSignal.timeout ends a call as any signal does', async () => {
  const { fetch } = fakeFetch('hang');
  const error = await rejection(
    clientWith({ fetch }).textToImage.get('task_1', { signal: AbortSignal.timeout(5) }),
  );
  expect(error).toMatchObject({ name: 'AbortError', cause: { name: 'TimeoutError' } });
});

test('an abort is no fault: it is not repeated, and not polled on', async () => {
  const controller = new AbortController();
  const { fetch, asked } = fakeFetch(() => {
    controller.abort('tea');
    throw connectionError();
  });
  const { textToImage } = clientWith({ fetch, maxRetries: 5 });
  const error = await rejection(textToImage.wait('task_1', { signal: controller.signal }));
  expect([error instanceof AbortError, error instanceof NetworkError, asked.length]).toEqual([
    true,
    false,
    1,
  ]);
});

test('an abort within onUpdate ends the wait', async () => {
  const controller = new AbortController();
  const { fetch, asked } = fakeFetch(pending());
  const onUpdate = () => controller.abort('seen enough');
  const { textToImage } = clientWith({ fetch });
  const error = await rejection(textToImage.wait('task_1', { signal: controller.signal, onUpdate }));
  expect(error).toMatchObject({ name: 'AbortError', cause: 'seen enough', taskId: 'task_1' });
  expect(asked).toHaveLength(1);
});

test('an abort within onCreated ends the run, with the id', async () => {
  const controller = new AbortController();
  const { fetch, asked } = fakeFetch(created(), pending());
  const onCreated = () => {
    controller.abort('seen enough');
    return new Promise<void>(() => {});
  };
  const { textToImage } = clientWith({ fetch });
  const error = await rejection(textToImage.run(params, { signal: controller.signal, onCreated }));
  expect(error).toMatchObject({ name: 'AbortError', cause: 'seen enough', taskId: 'task_1' });
  expect(asked).toHaveLength(1);
});

test('an abort after the end changes nothing', async () => {
  const controller = new AbortController();
  const { fetch } = fakeFetch(created(), done());
  const result = await clientWith({ fetch }).textToImage.run(params, { signal: controller.signal });
  controller.abort();
  expect(result.status).toBe('completed');
});

test("one call's abort leaves the others alone", async () => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch(after(1_000, done()));
  const { textToImage } = clientWith({ fetch });
  const controller = new AbortController();
  const outcomes = [
    watch(textToImage.get('task_1')),
    watch(textToImage.get('task_1', { signal: controller.signal })),
  ];
  await advance(500);
  controller.abort();
  await advance(500);
  expect(outcomes[0]?.value).toMatchObject({ status: 'completed' });
  expect(outcomes[1]?.error).toBeInstanceOf(AbortError);
});

test.each(['no answer', 'a body that drips'] as const)(
  'an abort closes a connection with %s',
  async (fault) => {
    const server = await faultServer({ fault });
    const controller = new AbortController();
    const { textToImage } = clientWith({ baseUrl: server.url });
    const call = rejection(textToImage.get('task_1', { signal: controller.signal }));
    await vi.waitFor(() => expect(server.requests).toHaveLength(1), { interval: 2, timeout: 5_000 });
    expect(server.openConnections).toEqual([1]);
    const abortedAt = performance.now();
    controller.abort();
    expect(await call).toBeInstanceOf(AbortError);
    expect(performance.now() - abortedAt).toBeLessThan(5_000); // its own limit would be a minute
    await vi.waitFor(() => expect(server.openConnections).not.toContain(1), { interval: 2, timeout: 5_000 });
  },
);

/** Warnings of the process, such as MaxListenersExceededWarning, during `work`. */
async function warningsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const warnings: string[] = [];
  const listen = (warning: Error) => void warnings.push(warning.name);
  process.on('warning', listen);
  await work();
  await new Promise(setImmediate);
  process.off('warning', listen);
  return warnings;
}

test('10,000 calls, one after another, leave no listener on their signal', async () => {
  const { signal } = new AbortController();
  const adds = vi.spyOn(signal, 'addEventListener');
  const removes = vi.spyOn(signal, 'removeEventListener');
  const { fetch, asked } = fakeFetch(answer(404), done());
  const { textToImage } = clientWith({ fetch });
  const warnings = await warningsDuring(async () => {
    await rejection(textToImage.get('task_1', { signal }));
    for (let call = 1; call < 10_000; call++) await textToImage.get('task_1', { signal });
  });
  expect([asked.length, listeners(signal), warnings]).toEqual([10_000, 0, []]);
  expect(adds.mock.calls.length).toBeGreaterThanOrEqual(10_000);
  expect(removes.mock.calls.length).toBe(adds.mock.calls.length);
}, 60_000);

test('fifty uploads at once on one signal leave no listener and no warning', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const { files } = clientWith({ fetch: fakeFetch(answer(500)).fetch, maxRetries: 0 });
  const file = new Blob([new Uint8Array(100_000)], { type: 'image/png' });
  const warnings = await warningsDuring(async () => {
    const uploads = Array.from({ length: 50 }, () => rejection(files.create({ file }, { signal })));
    expect((await Promise.all(uploads)).filter((error) => error instanceof ServerError)).toHaveLength(50);
  });
  expect([listeners(signal), warnings]).toEqual([0, []]);
});

test('1,000 waits at once on one signal end with it, and leave no listener and no warning', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const { fetch, asked } = fakeFetch(pending());
  const { textToImage } = clientWith({ fetch });
  const warnings = await warningsDuring(async () => {
    const options = { signal, pollIntervalMs: 600_000 }; // one poll each, however slow the machine
    const waits = Array.from({ length: 1_000 }, () => rejection(textToImage.wait('task_1', options)));
    await vi.waitFor(() => expect(asked).toHaveLength(1_000), { interval: 5, timeout: 20_000 });
    controller.abort();
    expect((await Promise.all(waits)).filter((error) => error instanceof AbortError)).toHaveLength(1_000);
  });
  expect([listeners(signal), warnings]).toEqual([0, []]);
});

test('an abort in the same moment as the call: nothing was sent, and the error does not say that it may have been', async () => {
  const { fetch, asked } = fakeFetch(created());
  const controller = new AbortController();
  const outcome = rejection(clientWith({ fetch }).textToImage.create(params, { signal: controller.signal }));
  controller.abort();
  const error = await outcome;
  expect(error).toMatchObject({ name: 'AbortError', outcomeKnown: true });
  expect(String(error)).not.toContain('may have been made');
  expect(asked).toEqual([]);
});
