import { RunApiError } from '@runapi.ai/flux-kontext';
import { expect, test, vi } from 'vitest';
import { type Answer, answer, created, done, limited } from './support/answers.js';
import { clientWith, params, rejection } from './support/clients.js';
import { after, connectionError, type FakeStep, fakeFetch } from './support/fake-fetch.js';
import { fakeTime, watch } from './support/fake-time.js';
import { faultServer } from './support/fault-server.js';
import type { Seen } from './support/faults/exchange.js';
import { BROKEN_FAULTS, type FaultName, SILENT_FAULTS } from './support/faults/index.js';

const key = (request: Seen | undefined) => request?.headers['idempotency-key'];
const page = answer(200, '<html>Sign in to the Wi-Fi</html>', { 'Content-Type': 'text/html' });

/** A service that makes one task for each key, and keeps books of it. */
function bookkeeper() {
  const tasks = new Map<string, string>();
  const service = (request: Seen): Answer => {
    if (request.method === 'GET') return done(request.target.split('/').at(-1));
    const idempotencyKey = String(key(request));
    const id = tasks.get(idempotencyKey) ?? `task_${tasks.size + 1}`;
    tasks.set(idempotencyKey, id);
    return created(id);
  };
  return { tasks, service };
}

test.each([...BROKEN_FAULTS, ...SILENT_FAULTS])(
  'a create that meets "%s" twice is repeated with the same key and bytes, and makes one task',
  async (fault) => {
    const { tasks, service } = bookkeeper();
    const meets = { fault, answer: service };
    const server = await faultServer(meets, meets, { answer: service });
    // Long enough for a busy machine, and short where only the limit ends the attempt.
    const timeoutMs = SILENT_FAULTS.some((silent) => silent === fault) ? 80 : 10_000;
    const { textToImage } = clientWith({ baseUrl: server.url, maxRetries: 20, timeoutMs });

    expect(await textToImage.create(params)).toEqual({ id: 'task_1' });
    expect(tasks.size).toBe(1);
    const whole = server.requests.filter(({ body }) => body !== '');
    expect(new Set(server.requests.map(key)).size).toBe(1);
    expect(new Set(whole.map(({ body }) => body))).toEqual(new Set([JSON.stringify(params)]));
  },
);

test.each([408, 429, 455, 500, 502, 503, 504, 599])(
  'a create that is answered %d twice is repeated with the same key and bytes',
  async (status) => {
    const refusal = answer(status, '{"error":"later"}', { 'Retry-After': '0' });
    const server = await faultServer(refusal, refusal, created());
    const { textToImage } = clientWith({ baseUrl: server.url, maxRetries: 2 });

    expect(await textToImage.create(params)).toEqual({ id: 'task_1' });
    const attempts = server.requests.map((request) => `${key(request)} ${request.body}`);
    expect([attempts.length, new Set(attempts).size]).toEqual([3, 1]);
  },
);

test.each([400, 401, 402, 403, 404, 409, 410, 422])(
  'a create that is answered %d is not repeated',
  async (status) => {
    const { fetch, asked } = fakeFetch(answer(status));
    await rejection(clientWith({ fetch, maxRetries: 5 }).textToImage.create(params));
    expect(asked).toHaveLength(1);
  },
);

test.each(['a 2xx that is no answer', 'a 2xx without an id'])('%s is not repeated', async (what) => {
  const { fetch, asked } = fakeFetch(what === 'a 2xx without an id' ? answer(202, {}) : page);
  await rejection(clientWith({ fetch, maxRetries: 5 }).textToImage.create(params));
  expect(asked).toHaveLength(1);
});

test('what a caller does to the params after the call changes no attempt', async () => {
  const server = await faultServer('reset after the request', created());
  const mine: { model: 'flux-kontext-pro'; prompt: string } = { ...params };
  const made = clientWith({ baseUrl: server.url, maxRetries: 1 }).textToImage.create(mine);
  mine.prompt = 'something else';
  await made;
  expect(server.requests.map(({ body }) => body)).toEqual(Array(2).fill(JSON.stringify(params)));
});

test('a run makes one task, however often the polls that follow fail', async () => {
  const lost: FaultName = 'reset after the request';
  const server = await faultServer(created(), lost, answer(500), lost, answer(404));
  const { textToImage } = clientWith({ baseUrl: server.url, maxRetries: 2 });
  await rejection(textToImage.run(params, { pollIntervalMs: 1 }));
  expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'GET', 'GET']);
});

test('a caller who repeats a failed create with its key gets the same task, and no second', async () => {
  const { tasks, service } = bookkeeper();
  const server = await faultServer({ fault: 'half a body', answer: service }, { answer: service });
  const first = clientWith({ baseUrl: server.url }).textToImage;
  const error = await rejection(first.create(params));
  expect(error).toMatchObject({ name: 'NetworkError', outcomeKnown: false });

  const { idempotencyKey = '' } = error as RunApiError;
  const anotherProcess = clientWith({ baseUrl: server.url }).textToImage;
  expect(await anotherProcess.create(params, { idempotencyKey })).toEqual({ id: 'task_1' });
  expect([...tasks.entries()]).toEqual([[idempotencyKey, 'task_1']]);
});

test('a run with the key of a run that failed picks up the task that was made', async () => {
  const { tasks, service } = bookkeeper();
  const server = await faultServer(
    { fault: 'reset after the request', answer: service },
    { answer: service },
  );
  const { textToImage } = clientWith({ baseUrl: server.url });
  const error = await rejection(textToImage.run(params));
  expect(error).not.toHaveProperty('taskId');

  const { idempotencyKey = '' } = error as RunApiError;
  const result = await textToImage.run(params, { idempotencyKey });
  expect([result.id, tasks.size]).toEqual(['task_1', 1]);
});

test('a create whose answer a mock made without proper headers keeps its key', async () => {
  const fetch = async () => ({ status: 202, ok: true, headers: {}, body: null }) as unknown as Response;
  const error = await rejection(
    clientWith({ fetch }).textToImage.create(params, { idempotencyKey: 'order-1' }),
  );
  expect(error).toMatchObject({ name: 'NetworkError', idempotencyKey: 'order-1', outcomeKnown: false });
});

/** An error that ends a create: what is played, and whether it is known then that there is no task. */
const ENDS: [string, FakeStep[], boolean][] = [
  ...[400, 401, 402, 403, 404, 409, 413, 422].map((status): [string, FakeStep[], boolean] => [
    String(status),
    [answer(status)],
    true,
  ]),
  ...[408, 455, 500, 502, 503].map((status): [string, FakeStep[], boolean] => [
    String(status),
    [answer(status)],
    false,
  ]),
  ['429', [limited(0)], true],
  ['429 for an hour', [limited(3_600)], true],
  ['a connection that was never made', [connectionError('ECONNREFUSED')], true],
  ['a name that is not known', [connectionError('ENOTFOUND')], true],
  ['a connection that was lost', [connectionError('ECONNRESET')], false],
  ['an odd failure of fetch', [new Error('what?')], false],
  ['no answer in time', ['hang'], false],
  ['a page instead of an answer', [page], false],
  ['an answer without an id', [answer(202, {})], false],
  ['a redirect', [answer(307, undefined, { Location: 'https://elsewhere.test/' })], false],
  ['no answer, and then a refusal', [connectionError(), answer(401)], false],
  ['no answer, and then a rate limit', ['hang', limited(3_600)], false],
  ['no connection, and then a refusal', [connectionError('ECONNREFUSED'), answer(402)], true],
  ['a rate limit, and then a refusal', [limited(0), answer(403)], true],
];

test.each(ENDS)(
  'a create that ends in %s says with which key it can be repeated, and whether that is needed',
  async (_, steps, outcomeKnown) => {
    const { advance } = fakeTime();
    const { fetch, asked } = fakeFetch(...steps);
    const { textToImage } = clientWith({ fetch, maxRetries: 1, timeoutMs: 1_000 });
    const outcome = watch(textToImage.create(params));
    await advance(5_000);

    expect(outcome.error).toBeInstanceOf(RunApiError);
    const error = outcome.error as RunApiError;
    expect(error.idempotencyKey).toBe(asked[0]?.headers.get('idempotency-key'));
    expect(error.outcomeKnown).toBe(outcomeKnown);
    const advice = `repeat the call with idempotencyKey '${error.idempotencyKey}'`;
    expect(error.message.includes(advice)).toBe(!outcomeKnown);
  },
);

test('a create that was refused before it was sent has a key, too, and no doubt', async () => {
  const { fetch, asked } = fakeFetch(created());
  const { textToImage } = clientWith({ fetch });
  const signal = AbortSignal.abort();
  for (const call of [
    textToImage.create({ ...params, prompt: ' ' }),
    textToImage.create(params, { timeoutMs: -1 }),
    textToImage.run(params, { maxWaitMs: Number.NaN }),
    textToImage.create(params, { signal }),
    textToImage.run(params, { signal }),
  ]) {
    const error = await rejection(call);
    expect(error).toMatchObject({
      idempotencyKey: expect.stringMatching(/^[0-9a-f-]{36}$/),
      outcomeKnown: true,
    });
  }
  expect(asked).toHaveLength(0);
});

test("a caller's own key is the one that the error carries", async () => {
  const { fetch } = fakeFetch(answer(500));
  const { textToImage } = clientWith({ fetch });
  const error = await rejection(textToImage.create(params, { idempotencyKey: 'order-7' }));
  expect(error).toMatchObject({ idempotencyKey: 'order-7', message: expect.stringContaining("'order-7'") });
});

test('an attempt that timed out is repeated with the same key, and gets its whole time anew', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch('hang', after(900, created()));
  const outcome = watch(clientWith({ fetch, maxRetries: 1, timeoutMs: 1_000 }).textToImage.create(params));
  await advance(5_000);
  expect(outcome.value).toEqual({ id: 'task_1' });
  expect(new Set(asked.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1);
});

test('retries are spread out, not fired in a burst', async () => {
  const { advance } = fakeTime();
  const { fetch, asked } = fakeFetch(connectionError('ECONNREFUSED'));
  const options = { maxRetries: 4, retryBaseDelayMs: 500, retryMaxDelayMs: 2_000 };
  const outcome = watch(clientWith({ fetch, ...options }).textToImage.create(params));
  await advance(60_000);
  expect(outcome.error).toBeInstanceOf(RunApiError);
  const gaps = asked.slice(1).map(({ at }, index) => at - (asked[index]?.at ?? 0));
  expect(gaps).toHaveLength(4);
  for (const [index, gap] of gaps.entries()) {
    const longest = Math.min(2_000, 500 * 2 ** index);
    expect(gap).toBeGreaterThanOrEqual(longest / 2);
    expect(gap).toBeLessThanOrEqual(longest + 1);
  }
});

test('two creates at the same time have two keys', async () => {
  const server = await faultServer({ answer: created() });
  const { textToImage } = clientWith({ baseUrl: server.url });
  await Promise.all([textToImage.create(params), textToImage.create(params)]);
  expect(new Set(server.requests.map(key)).size).toBe(2);
});

test('what happens to a create, and what to do, is on one line of the log before each retry', async () => {
  const warn = vi.fn();
  const { fetch } = fakeFetch(connectionError('ECONNRESET'), created());
  const logger = { ...console, warn };
  await clientWith({ fetch, maxRetries: 1, logger, logLevel: 'warn' }).textToImage.create(params);
  expect(warn.mock.calls).toEqual([
    [expect.stringMatching(/^\[runapi\] POST .* retry 1 of 1 in \d+ ms, after: NetworkError/)],
  ]);
});
