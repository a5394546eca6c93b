import { AbortError, TimeoutError } from '@runapi.ai/flux-kontext';
import { expect, test, vi } from 'vitest';
import { answer, created, done, pending } from './support/answers.js';
import { clientWith, params, rejection } from './support/clients.js';
import { type Asked, after, connectionError, type FakeStep, fakeFetch } from './support/fake-fetch.js';
import { fakeTime, watch } from './support/fake-time.js';
import { faultServer } from './support/fault-server.js';

const names = (asked: readonly Asked[]) =>
  asked.map(({ method, url }) => (method === 'POST' ? 'create' : url.split('/').at(-1)));
const calls = <T>(length: number, call: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length }, (_, index) => call(index)));

test.each([1, 8])(
  '%d requests at once open no more connections, and use them again',
  async (maxConcurrentRequests) => {
    const server = await faultServer({ fault: 'an answer in single bytes', answer: done() });
    const { textToImage } = clientWith({ baseUrl: server.url, maxConcurrentRequests });
    await calls(20 * maxConcurrentRequests, () => textToImage.get('task_1'));
    expect(server.peakInHand).toBe(maxConcurrentRequests);
    expect(server.peakConnections).toBeLessThanOrEqual(maxConcurrentRequests);
    expect(server.connections).toBeLessThanOrEqual(maxConcurrentRequests);
  },
);

test('64 requests are on their way at once when nothing else is said', async () => {
  const server = await faultServer(done());
  const { textToImage } = clientWith({ baseUrl: server.url });
  await calls(400, () => textToImage.get('task_1'));
  expect(server.requests).toHaveLength(400);
  expect(server.peakConnections).toBeLessThanOrEqual(64);
});

test('exactly as many as may be are on their way, from the first moment', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(after(1_000, done()));
  const { textToImage } = clientWith({ fetch });
  for (let call = 0; call < 100; call++) watch(textToImage.get('task_1'));
  await advance(999);
  expect(asked).toHaveLength(64);
  await advance(2_000);
  expect(asked).toHaveLength(100);
});

test('first come, first served: creates and polls alike', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(
    after(10, answer(202, { id: 'x', status: 'completed', images: [{ url: 'u' }] })),
  );
  const { textToImage } = clientWith({ fetch, maxConcurrentRequests: 1 });
  for (const id of ['a', 'b', 'c']) watch(textToImage.wait(id));
  watch(textToImage.create(params));
  for (const id of ['d', 'e']) watch(textToImage.get(id));
  watch(textToImage.create(params));
  watch(textToImage.get('f'));
  await advance(1_000);
  expect(names(asked)).toEqual(['a', 'b', 'c', 'create', 'd', 'e', 'create', 'f']);
});

test('polls that had to queue keep their interval: it runs from when the question leaves, not from when it joins the queue', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(after(1_500, done()), answer(200, pending().body), done());
  const { textToImage } = clientWith({ fetch, maxConcurrentRequests: 1 });
  watch(textToImage.get('first'));
  const wait = watch(textToImage.wait('queued', { pollIntervalMs: 2_000 }));
  await advance(10_000);
  expect(names(asked)).toEqual(['first', 'queued', 'queued']);
  const [, first, second] = asked.map(({ at }) => at);
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(2_000);
  expect(wait).toHaveProperty('value');
});

test('a create is not starved by thousands of polls', async () => {
  const { fetch, asked } = fakeFetch(answer(200, pending().body));
  const { textToImage } = clientWith({ fetch, maxConcurrentRequests: 4 });
  const controller = new AbortController();
  const options = { signal: controller.signal, pollIntervalMs: 1 };
  const waits = Array.from({ length: 2_000 }, (_, id) => rejection(textToImage.wait(`task_${id}`, options)));
  await textToImage.create(params);
  const place = names(asked).indexOf('create');
  controller.abort();
  await Promise.all(waits);
  expect(place).toBe(2_000); // right after those who came before, although these all ask again and again
});

test('polls are not starved by hundreds of creates that fail and are repeated', async () => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch((asked) => after(1_000, asked.method === 'POST' ? answer(503) : done())(asked));
  const { textToImage } = clientWith({ fetch, maxRetries: 5 });
  for (let call = 0; call < 600; call++) watch(textToImage.create(params));
  const wait = watch(textToImage.wait('task_1'));
  await advance(15_000);
  expect(wait.value).toMatchObject({ status: 'completed' });
  await advance(200_000);
});

test('polls are not starved by hundreds of creates', async () => {
  const { fetch, asked } = fakeFetch(answer(202, { ...(done().body as object) }));
  const { textToImage } = clientWith({ fetch, maxConcurrentRequests: 4 });
  const creates = Array.from({ length: 500 }, () => textToImage.create(params));
  await textToImage.wait('task_1');
  expect(names(asked).indexOf('task_1')).toBe(500);
  await Promise.all(creates);
});

test('one that aborts, and one whose time is up, leave the queue to those behind them', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(after(5_000, done()), done());
  const { textToImage } = clientWith({ fetch, maxConcurrentRequests: 1 });
  const controller = new AbortController();
  watch(textToImage.get('first'));
  const aborted = watch(textToImage.get('aborted', { signal: controller.signal }));
  const late = watch(textToImage.run(params, { maxWaitMs: 1_000 }));
  const last = watch(textToImage.get('last'));
  await advance(1_000);
  controller.abort();
  await advance(0);
  expect(aborted.error).toBeInstanceOf(AbortError);
  expect(late.error).toBeInstanceOf(TimeoutError);
  expect(late.error).toMatchObject({ outcomeKnown: true });
  await advance(4_001);
  expect(last.value).toMatchObject({ status: 'completed' });
  expect(names(asked)).toEqual(['first', 'last']);
});

test('a call that waits to repeat its request holds no slot', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(answer(503), done());
  const options = { maxRetries: 1, retryBaseDelayMs: 10_000, retryMaxDelayMs: 10_000 };
  const { textToImage } = clientWith({ fetch, maxConcurrentRequests: 1, ...options });
  const repeated = watch(textToImage.get('a'));
  const other = watch(textToImage.get('b'));
  await advance(100);
  expect(other.value).toMatchObject({ status: 'completed' });
  await advance(20_000);
  expect(repeated.value).toMatchObject({ status: 'completed' });
  expect(names(asked)).toEqual(['a', 'b', 'a']);
});

test('a task that is waited for holds no slot between two polls', async () => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch(pending());
  const { textToImage } = clientWith({ fetch, maxConcurrentRequests: 1 });
  const controller = new AbortController();
  const waits = Array.from({ length: 50 }, () =>
    watch(textToImage.wait('task_1', { signal: controller.signal })),
  );
  await advance(100);
  const other = watch(textToImage.get('task_2'));
  await advance(0);
  expect(other.value).toMatchObject({ status: 'processing' });
  controller.abort();
  await advance(0);
  expect(waits.every(({ error }) => error instanceof AbortError)).toBe(true);
});

test('a slot comes back from a call that ended in whatever way', async () => {
  const { advance } = fakeTime();
  const ends: FakeStep[] = [
    connectionError(),
    'hang',
    answer(404),
    answer(500, '<html>'),
    answer(200, 'no JSON'),
    answer(302, '', { Location: 'https://elsewhere.test/' }),
    () => {
      throw new Error('a fetch that throws at once');
    },
  ];
  const { fetch, asked } = fakeFetch(...ends, done());
  const { textToImage } = clientWith({ fetch, maxConcurrentRequests: 1, timeoutMs: 1_000 });
  for (const _ of ends) watch(textToImage.get('task_1'));
  const last = watch(textToImage.get('task_2'));
  await advance(2_000);
  expect(last.value).toMatchObject({ status: 'completed' });
  expect(asked).toHaveLength(ends.length + 1);
});

test('two clients have a queue each', async () => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch('hang', done());
  const busy = clientWith({ fetch, maxConcurrentRequests: 1, timeoutMs: 10_000 }).textToImage;
  const free = clientWith({ fetch, maxConcurrentRequests: 1 }).textToImage;
  const hanging = watch(busy.get('task_1'));
  const other = watch(free.get('task_2'));
  await advance(0);
  expect(other.value).toMatchObject({ status: 'completed' });
  await advance(10_000);
  expect(hanging.error).toBeInstanceOf(TimeoutError);
});

test('hundreds of runs at once are all served, each with its own picture', async () => {
  const server = await faultServer({
    answer: ({ method, target, body }) =>
      method === 'POST' ? created(`task_${JSON.parse(body).prompt}`) : done(target.split('/').at(-1)),
  });
  const { textToImage } = clientWith({ baseUrl: server.url, maxConcurrentRequests: 16 });
  const results = await calls(300, (index) => textToImage.run({ ...params, prompt: String(index) }));
  expect(results.map(({ images }) => images[0].url)).toEqual(
    results.map((_, index) => `https://cdn.test/task_${index}.png`),
  );
  expect(server.requests).toHaveLength(600);
  expect(server.peakConnections).toBeLessThanOrEqual(16);
});

test('connections that broke do not add up', async () => {
  const server = await faultServer({ fault: 'half a body' });
  const { textToImage } = clientWith({ baseUrl: server.url, maxConcurrentRequests: 4 });
  await calls(100, () => rejection(textToImage.get('task_1')));
  expect(server.requests).toHaveLength(100);
  await vi.waitFor(() => expect(server.openConnections.length).toBeLessThanOrEqual(4), {
    interval: 2,
    timeout: 5_000,
  });
});
