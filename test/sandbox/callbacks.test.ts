import crypto from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { signCallback } from '../../src/testing/index.js';
import { bodyOf, idOf, inProcess, params } from './support/calls.js';
import { receiver } from './support/receiver.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const callback_url = 'https://your.app/webhooks/runapi';
const withCallback = { ...params, callback_url };

/** The recipe of the product brief, as it stands there. */
function verify(raw: string, id: string, ts: string, sig: string, secret: string) {
  const key = Buffer.from(secret, 'base64');
  const mac = crypto.createHmac('sha256', key).update(`${id}.${ts}.${raw}`).digest('base64');
  return crypto.timingSafeEqual(Buffer.from(mac), Buffer.from(sig));
}

const isSigned = ({ headers, body }: { headers: Headers; body: string }, secret: string) =>
  verify(
    body,
    headers.get('X-Callback-Id') ?? '',
    headers.get('X-Callback-Timestamp') ?? '',
    headers.get('X-Callback-Signature') ?? '',
    secret,
  );

test("a completed task is called back with the brief's payload, and its signature holds", async () => {
  const { received, fetch } = receiver();
  const { sandbox, create, get } = inProcess({ fetch });
  const id = await idOf(create(withCallback));
  await vi.advanceTimersByTimeAsync(1_499);
  expect(received).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);

  const { images } = await bodyOf(get(id));
  expect(vi.getTimerCount()).toBe(0);
  expect(received).toHaveLength(1);
  for (const callback of received) {
    expect(callback.url).toBe(callback_url);
    expect(callback.headers.get('Content-Type')).toBe('application/json');
    expect(JSON.parse(callback.body)).toEqual({ id, status: 'completed', images });
    expect(callback.headers.get('X-Callback-Timestamp')).toBe(String(Math.floor(Date.now() / 1000)));
    expect(callback.headers.get('X-Callback-Id')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(isSigned(callback, sandbox.callbackSecret)).toBe(true);
  }
});

test('a failed task is called back with its error, under a secret of your own', async () => {
  const callbackSecret = Buffer.from('my own secret').toString('base64');
  const { received, fetch } = receiver();
  const { create } = inProcess({ fetch, callbackSecret });
  const id = await idOf(create({ ...withCallback, prompt: '[fail:nsfw]' }));
  await vi.advanceTimersByTimeAsync(1_500);

  expect(received.map(({ body }) => JSON.parse(body))).toEqual([{ id, status: 'failed', error: 'nsfw' }]);
  expect(received.map((callback) => isSigned(callback, callbackSecret))).toEqual([true]);
});

test('a callback is sent again until it is answered with 2xx: the same id and body, signed anew', async () => {
  const { received, fetch } = receiver(500, 302, new Error('connect ECONNREFUSED'), 204);
  const { sandbox, create } = inProcess({ fetch, callbackRetryDelaysMs: [1_000, 5_000, 30_000, 60_000] });
  await create(withCallback);
  await vi.advanceTimersByTimeAsync(1_500 + 200_000);

  expect(received.map(({ at }) => at - (received[0]?.at ?? 0))).toEqual([0, 1_000, 6_000, 36_000]);
  expect(new Set(received.map(({ headers }) => headers.get('X-Callback-Id'))).size).toBe(1);
  expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  expect(new Set(received.map(({ headers }) => headers.get('X-Callback-Signature'))).size).toBe(4);
  expect(received.every((callback) => isSigned(callback, sandbox.callbackSecret))).toBe(true);
  expect(sandbox.callbacks.map(({ attempt, status, error }) => ({ attempt, status, error }))).toEqual([
    { attempt: 1, status: 500 },
    { attempt: 2, status: 302 },
    { attempt: 3, error: 'connect ECONNREFUSED' },
    { attempt: 4, status: 204 },
  ]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a receiver that does not answer within 10 seconds is asked again', async () => {
  const { received, fetch } = receiver('hangs');
  const { sandbox, create } = inProcess({ fetch, callbackRetryDelaysMs: [1_000] });
  await create(withCallback);
  await vi.advanceTimersByTimeAsync(1_500 + 10_000);
  expect(sandbox.callbacks).toMatchObject([{ attempt: 1, error: 'no answer within 10 s' }]);
  await vi.advanceTimersByTimeAsync(1_000);

  expect(received).toHaveLength(2);
});

test('a receiver that never takes it is given up after the last repeat', async () => {
  const { received, fetch } = receiver(...Array.from({ length: 50 }, () => 500));
  const { create } = inProcess({ fetch, callbackRetryDelaysMs: [10, 10] });
  await create(withCallback);
  await vi.advanceTimersByTimeAsync(3_600_000);

  expect(received).toHaveLength(3);
  expect(vi.getTimerCount()).toBe(0);
});

test('a repeated create is one task, and one callback', async () => {
  const { received, fetch } = receiver();
  const { create } = inProcess({ fetch });
  await create(withCallback, { 'Idempotency-Key': 'order-1' });
  await create(withCallback, { 'Idempotency-Key': 'order-1' });
  await vi.advanceTimersByTimeAsync(3_600_000);

  expect(received).toHaveLength(1);
});

test('callbacks go through the global fetch as it is when they are due', async () => {
  const { received, fetch } = receiver();
  const { create } = inProcess();
  await create(withCallback);
  vi.stubGlobal('fetch', fetch);
  await vi.advanceTimersByTimeAsync(1_500);
  vi.unstubAllGlobals();

  expect(received).toHaveLength(1);
});

test('reset stops callbacks that are due, and those that are to be repeated', async () => {
  const { received, fetch } = receiver(500);
  const { sandbox, create } = inProcess({ fetch });
  await create(withCallback);
  await vi.advanceTimersByTimeAsync(1_500);
  await create(withCallback);
  sandbox.reset();
  await vi.advanceTimersByTimeAsync(3_600_000);

  expect(received).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('signCallback signs what your own tests send', () => {
  const body = '{"id":"task_1","status":"failed","error":"nsfw"}';
  const headers = new Headers(signCallback({ body, secret: 'c2VjcmV0LWtleS1mb3ItdGVzdHM=' }));

  expect(isSigned({ headers, body }, 'c2VjcmV0LWtleS1mb3ItdGVzdHM=')).toBe(true);
});
