import { afterEach, expect, test, vi } from 'vitest';
import { bodyOf, idOf, inProcess, params } from './support/calls.js';

afterEach(() => {
  vi.useRealTimers();
});

const key = { 'Idempotency-Key': 'order-1' };

test('the same key with the same input is the same task, and the same answer', async () => {
  const { sandbox, create } = inProcess();
  const first = await bodyOf(create({ model: 'flux-kontext-pro', prompt: 'A', aspect_ratio: '1:1' }, key));
  const again = await bodyOf(create({ prompt: 'A', aspect_ratio: '1:1', model: 'flux-kontext-pro' }, key));

  expect(again).toEqual(first);
  expect(sandbox.tasks).toHaveLength(1);
});

test('the answer to a repeat is the first one, also when the task is final by then', async () => {
  vi.useFakeTimers();
  const { create } = inProcess();
  const first = await bodyOf(create(params, key));
  vi.advanceTimersByTime(60_000);

  expect(await bodyOf(create(params, key))).toEqual(first);
});

test('repeats at the same moment make one task', async () => {
  const { sandbox, create } = inProcess();
  const ids = await Promise.all(Array.from({ length: 20 }, () => idOf(create(params, key))));

  expect(new Set(ids).size).toBe(1);
  expect(sandbox.tasks).toHaveLength(1);
});

test('the same key with other input is a conflict, and makes no task', async () => {
  const { sandbox, create } = inProcess();
  await create(params, key);
  const answer = await create({ ...params, prompt: 'Another' }, key);

  expect(answer.status).toBe(409);
  expect(sandbox.tasks).toHaveLength(1);
});

test('without a key, each create is a task', async () => {
  const { sandbox, create } = inProcess();
  await create();
  await create();

  expect(sandbox.tasks).toHaveLength(2);
});

test('a key is not used up by a create that made no task', async () => {
  const { sandbox, create } = inProcess();
  expect((await create({ ...params, model: 'flux' }, key)).status).toBe(422);
  sandbox.fail({ status: 503 });
  expect((await create({ ...params, prompt: 'First try' }, key)).status).toBe(503);

  expect((await create(params, key)).status).toBe(202);
});

test('ids of the caller that are too long, or not printable, are refused', async () => {
  const { create } = inProcess();

  expect((await create(params, { 'Idempotency-Key': 'k'.repeat(512) })).status).toBe(202);
  expect((await create(params, { 'Idempotency-Key': 'k'.repeat(513) })).status).toBe(400);
  expect((await create(params, { 'X-Client-Request-Id': 'r'.repeat(513) })).status).toBe(400);
  expect((await create(params, { 'X-Client-Request-Id': 'caf\u00e9' })).status).toBe(400);
});
