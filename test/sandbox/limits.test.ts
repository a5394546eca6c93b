import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { getApi } from './support/account.js';
import { bodyOf, callsTo, idOf, inProcess } from './support/calls.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('requests above the limit get 429, which says when the next may come; then they may', async () => {
  const { sandbox, create, get } = inProcess({ rateLimit: { requests: 2, perMs: 10_000 } });
  const id = await idOf(create());
  await get(id);
  vi.advanceTimersByTime(1_500);
  const answer = await getApi(sandbox, '/me');

  expect(answer.status).toBe(429);
  expect(answer.headers.get('Retry-After')).toBe('9'); // whole seconds, never too early
  expect(await bodyOf(answer)).toEqual({ error: { code: 'rate_limited', message: expect.any(String) } });
  vi.advanceTimersByTime(8_500);
  expect((await get(id)).status).toBe(200);
});

test('who has no key uses nothing up, and pictures are not counted', async () => {
  const { sandbox, create } = inProcess({ rateLimit: { requests: 1, perMs: 1_000 } });
  await callsTo({ ...sandbox, apiKey: 'runapi_someone_else' }).create();
  await sandbox.fetch(`${sandbox.url}/images/none.jpg`);

  expect((await create()).status).toBe(202);
  expect((await create()).status).toBe(429);
});

test('reset begins a new stretch', async () => {
  const { sandbox, create } = inProcess({ rateLimit: { requests: 1, perMs: 1_000 } });
  await create();
  sandbox.reset();

  expect((await create()).status).toBe(202);
});

test('with a latency, each answer takes so long', async () => {
  const { create } = inProcess({ latencyMs: 80 });
  let status = 0;
  void create().then((answer) => {
    status = answer.status;
  });
  await vi.advanceTimersByTimeAsync(79);
  expect(status).toBe(0);
  await vi.advanceTimersByTimeAsync(1);

  expect(status).toBe(202);
});

test('many requests at once, each kept back by latencyMs, warn of no leak', async () => {
  vi.useRealTimers();
  const warned = vi.fn();
  process.on('warning', warned);
  const { sandbox, get } = inProcess({ latencyMs: 5 });
  await Promise.all(Array.from({ length: 20 }, () => get('task_1')));
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', warned);
  expect(sandbox.requests).toHaveLength(20);
  expect(warned).not.toHaveBeenCalled();
});

test('a request that latencyMs keeps back keeps the process alive until it is answered', async () => {
  vi.useRealTimers();
  const keepingAlive = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = keepingAlive();
  const { get } = inProcess({ latencyMs: 50 });
  const answered = get('task_1');
  await new Promise((resolve) => setImmediate(resolve));
  expect(keepingAlive()).toBeGreaterThan(before);
  expect((await answered).status).toBe(404);
});
