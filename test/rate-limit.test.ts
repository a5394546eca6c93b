import { RateLimitError, TaskTimeoutError } from '@runapi.ai/flux-kontext';
import { expect, test, vi } from 'vitest';
import { answer, created, done, limited } from './support/answers.js';
import { clientWith, params, rejection } from './support/clients.js';
import { type Asked, after, fakeFetch, hang, toResponse } from './support/fake-fetch.js';
import { fakeTime, watch } from './support/fake-time.js';

const YEAR_SECONDS = 365 * 24 * 3600;
const times = (asked: readonly Asked[], zero: number) => asked.map(({ at }) => Math.round(at - zero));

test('after a 429 no request of the client leaves before the Retry-After has passed, whatever the call', async () => {
  const { advance } = fakeTime();
  const zero = performance.now();
  const { fetch, asked } = fakeFetch(limited(7), done());
  const { textToImage } = clientWith({ fetch, maxRetries: 1 });
  watch(textToImage.get('task_1'));
  await advance(0);
  const others = [textToImage.create(params), textToImage.get('task_2'), textToImage.wait('task_3')].map(
    watch,
  );
  await advance(3_000);
  const late = watch(textToImage.get('task_4'));
  await advance(3_999);
  expect(asked).toHaveLength(1);
  await advance(1);
  expect(times(asked, zero)).toEqual([0, 7_000, 7_000, 7_000, 7_000, 7_000]);
  expect([...others, late].map(({ value }) => value?.id)).toEqual(Array(4).fill('task_1'));
});

test('the client is held as soon as a 429 begins, however long its body takes', async () => {
  const { advance } = fakeTime();
  const zero = performance.now();
  const body = new ReadableStream({
    start: (controller) => void setTimeout(() => controller.close(), 2_500),
  });
  const late = () => new Response(body, { status: 429, headers: { 'Retry-After': '5' } });
  const { fetch, asked } = fakeFetch(late, done());
  const { textToImage } = clientWith({ fetch });
  watch(textToImage.get('task_1'));
  await advance(100);
  const other = watch(textToImage.get('task_2'));
  await advance(10_000);
  expect(times(asked, zero)).toEqual([0, 5_000]);
  expect(other.value?.status).toBe('completed');
});

test('calls that queue for a slot are held, too', async () => {
  const { advance } = fakeTime();
  const zero = performance.now();
  const { fetch, asked } = fakeFetch(after(1_000, limited(5)), done());
  const { textToImage } = clientWith({ fetch, maxConcurrentRequests: 1 });
  for (let call = 0; call < 3; call++) watch(textToImage.get('task_1'));
  await advance(10_000);
  expect(times(asked, zero)).toEqual([0, 6_000, 6_001]); // one slot, so one after the other
});

test('requests that are on their way already are let be', async () => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch(after(3_000, done('task_1')), limited(60));
  const { textToImage } = clientWith({ fetch });
  const [onItsWay] = [watch(textToImage.get('task_1')), watch(textToImage.get('task_2'))];
  await advance(3_000);
  expect(onItsWay?.value).toMatchObject({ id: 'task_1' });
});

test('a 429 to one client holds no other', async () => {
  const { fetch } = fakeFetch(limited(3_600), done());
  await rejection(clientWith({ fetch }).textToImage.get('task_1'));
  expect(await clientWith({ fetch }).textToImage.get('task_1')).toMatchObject({ status: 'completed' });
});

test.each([
  ['seconds', '7', 7_000],
  ['an HTTP date', 'Thu, 01 Jan 2026 00:00:09 GMT', 9_000],
  ['a date that has passed', 'Wed, 31 Dec 2025 23:00:00 GMT', 0],
  ['nothing', undefined, 1_000],
  ['a negative number', '-5', 1_000],
  ['NaN', 'NaN', 1_000],
  ['words', 'in a while', 1_000],
  ['no time at all', '0', 0],
  ['a minute', '60', 60_000],
])('a Retry-After of %s holds the client for so long', async (_, retryAfter, expected) => {
  const { advance } = fakeTime();
  const zero = performance.now();
  const refusal = answer(429, '', retryAfter === undefined ? {} : { 'Retry-After': retryAfter });
  const { fetch, asked } = fakeFetch(refusal, done());
  const { textToImage } = clientWith({ fetch });
  const error = await rejection(textToImage.get('task_1'));
  expect(error).toBeInstanceOf(RateLimitError);
  expect(error).toMatchObject({ retryAfterMs: expected, status: 429 });
  await advance(0);
  const next = watch(textToImage.get('task_2'));
  await advance(60_000);
  expect(next.value).toMatchObject({ status: 'completed' });
  expect(times(asked, zero)).toEqual([0, expected]);
});

test('a create is repeated when the Retry-After has passed, not before, and with the same key', async () => {
  const { advance } = fakeTime();
  const zero = performance.now();
  const { fetch, asked } = fakeFetch(limited(20), limited(4), created());
  const outcome = watch(clientWith({ fetch, maxRetries: 2 }).textToImage.create(params));
  await advance(24_000);
  expect(outcome.value).toEqual({ id: 'task_1' });
  expect(times(asked, zero)).toEqual([0, 20_000, 24_000]);
  expect(new Set(asked.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1);
});

test('when the retries are used up, the error says how long to wait', async () => {
  const { advance } = fakeTime();
  const outcome = watch(
    clientWith({ fetch: fakeFetch(limited(2)).fetch, maxRetries: 3 }).textToImage.create(params),
  );
  await advance(60_000);
  expect(outcome.error).toMatchObject({ name: 'RateLimitError', status: 429, retryAfterMs: 2_000 });
});

test.each([
  ['61', 61_000],
  ['86400', 86_400_000],
  [String(YEAR_SECONDS), YEAR_SECONDS * 1_000],
])(
  'a Retry-After of %s s is not slept out: every call fails at once, with the time that is left',
  async (seconds, ms) => {
    const { advance } = fakeTime();
    const { fetch, asked } = fakeFetch(limited(seconds), done());
    const { textToImage } = clientWith({ fetch, maxRetries: 5 });
    expect(await rejection(textToImage.get('task_1'))).toMatchObject({
      name: 'RateLimitError',
      retryAfterMs: ms,
    });
    await advance(500);
    for (const call of [textToImage.get('task_1'), textToImage.create(params), textToImage.run(params)]) {
      const error = await rejection(call);
      expect(error).toBeInstanceOf(RateLimitError);
      expect((error as RateLimitError).retryAfterMs).toBeCloseTo(ms - 500, 3);
      expect((error as Error).message).toContain('was not sent');
    }
    expect(asked).toHaveLength(1);
    await advance(ms - 500);
    expect(await textToImage.get('task_1')).toMatchObject({ status: 'completed' });
  },
);

test('who queues when the client is told to wait for long hears of it at once', async () => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch(after(1_000, limited(3_600)));
  const { textToImage } = clientWith({ fetch, maxConcurrentRequests: 1 });
  watch(textToImage.get('task_1'));
  const queued = watch(textToImage.create(params));
  await advance(1_000);
  expect(queued.error).toMatchObject({ name: 'RateLimitError', retryAfterMs: 3_600_000, outcomeKnown: true });
});

test('a wait sleeps a long Retry-After out, when its own time allows', async () => {
  const { advance } = fakeTime();
  const zero = performance.now();
  const { fetch, asked } = fakeFetch(limited(600), done());
  const outcome = watch(clientWith({ fetch }).textToImage.wait('task_1'));
  await advance(600_000);
  expect(outcome.value).toMatchObject({ status: 'completed' });
  expect(times(asked, zero)).toEqual([0, 600_000]);
});

test('all waits of the client sleep a long Retry-After out, and ask once it is over', async () => {
  const { advance } = fakeTime();
  const zero = performance.now();
  const { fetch, asked } = fakeFetch(limited(600), done());
  const { textToImage } = clientWith({ fetch });
  const first = watch(textToImage.wait('task_1'));
  await advance(5_000);
  const second = watch(textToImage.wait('task_2'));
  await advance(595_001);
  expect([first.value?.status, second.value?.status]).toEqual(['completed', 'completed']);
  expect(Math.min(...times(asked, zero).slice(1))).toBeGreaterThanOrEqual(600_000);
});

test.each([30, 3_600])(
  'a wait whose time is up during a Retry-After of %d s ends then, without a request, and says why',
  async (seconds) => {
    const { advance } = fakeTime();
    const zero = performance.now();
    const { fetch, asked } = fakeFetch(limited(seconds));
    const outcome = watch(clientWith({ fetch }).textToImage.wait('task_1', { maxWaitMs: 10_000 }));
    await advance(60_000);
    expect(outcome.error).toBeInstanceOf(TaskTimeoutError);
    expect((outcome.error as Error).cause).toBeInstanceOf(RateLimitError);
    expect((outcome.at ?? 0) - zero).toBe(10_000);
    expect(asked).toHaveLength(1);
  },
);

test('a run with less time than the Retry-After does not sleep in vain', async () => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch(limited(30));
  const { textToImage } = clientWith({ fetch, maxRetries: 2 });
  const first = watch(textToImage.run(params, { maxWaitMs: 10_000 }));
  await advance(0);
  const second = watch(textToImage.run(params, { maxWaitMs: 10_000 }));
  await advance(0);
  expect(first.error).toMatchObject({ name: 'RateLimitError', retryAfterMs: 30_000 });
  expect(second.error).toMatchObject({ name: 'RateLimitError', retryAfterMs: 30_000, outcomeKnown: true });
});

test('a shorter Retry-After that comes later does not open the gate earlier', async () => {
  const { advance } = fakeTime();
  const zero = performance.now();
  const { fetch, asked } = fakeFetch(after(100, limited(20)), after(200, limited(1)), done());
  const { textToImage } = clientWith({ fetch });
  for (const id of ['task_1', 'task_2']) watch(textToImage.get(id));
  await advance(300);
  watch(textToImage.get('task_3'));
  await advance(60_000);
  expect(times(asked, zero)).toEqual([0, 0, 20_100]);
});

test('a clock that is set back keeps nobody waiting', async () => {
  const { advance } = fakeTime();
  const { fetch } = fakeFetch(limited(30), done());
  const { textToImage } = clientWith({ fetch });
  await rejection(textToImage.get('task_1'));
  vi.setSystemTime(new Date('2020-01-01'));
  const next = watch(textToImage.get('task_1'));
  await advance(30_000);
  expect(next.value).toMatchObject({ status: 'completed' });
});

test('a 503 with a Retry-After slows its own call, and no other', async () => {
  const { advance } = fakeTime();
  const zero = performance.now();
  const { fetch, asked } = fakeFetch(answer(503, '', { 'Retry-After': '20' }), done());
  const { textToImage } = clientWith({ fetch, maxRetries: 1 });
  watch(textToImage.get('task_1'));
  await advance(1_000);
  watch(textToImage.get('task_2'));
  await advance(60_000);
  expect(times(asked, zero)).toEqual([0, 1_000, 20_000]);
});

test('the log says once for each 429 that the whole client waits', async () => {
  const warn = vi.fn();
  const { fetch } = fakeFetch(limited(0.002));
  const client = clientWith({ fetch, logger: { ...console, warn }, logLevel: 'warn' });
  await rejection(client.textToImage.get('task_1'));
  expect(warn.mock.calls).toEqual([['[runapi] rate limit: no request of this client for 2 ms']]);
});

test('after a burst of rate limits a few calls that hang keep nobody else out', async () => {
  const { advance } = fakeTime();
  let refusals = 64;
  const { fetch } = fakeFetch(({ method, init }) => {
    if (refusals-- > 0) return toResponse(limited(1));
    return method === 'GET' ? toResponse(done()) : hang(init.signal);
  });
  const { textToImage } = clientWith({ fetch });
  for (let call = 0; call < 64; call++) watch(textToImage.get('task_1'));
  await advance(1_000);
  for (let call = 0; call < 6; call++) watch(textToImage.create(params));
  const wait = watch(textToImage.wait('task_1'));
  await advance(10);
  expect(wait.value).toMatchObject({ status: 'completed' });
  await advance(60_000);
});

test('of 300 runs at once nearly all get their picture from a service that takes 20 requests a second', async () => {
  const { advance } = fakeTime();
  const taken: number[] = [];
  let tasks = 0;
  const { fetch } = fakeFetch(({ method, url, at }) => {
    const second = Math.floor(at / 1_000);
    taken[second] = (taken[second] ?? 0) + 1;
    const isOver = taken[second] > 20;
    return toResponse(
      isOver ? limited(1) : method === 'POST' ? created(`t${tasks++}`) : done(url.split('/').pop()),
    );
  });
  const { textToImage } = clientWith({ fetch, maxRetries: 2 });
  const outcomes = Array.from({ length: 300 }, () => watch(textToImage.run(params)));
  await advance(120_000);
  expect(outcomes.filter(({ value, error }) => !value && !error)).toEqual([]);
  expect(outcomes.filter(({ error }) => error).length).toBeLessThan(15);
});
