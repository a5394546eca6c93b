import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { bodyOf, idOf, inProcess, PATH, params } from './support/calls.js';

const statuses = async (...answers: (() => Promise<Response>)[]) => {
  const got: number[] = [];
  for (const answer of answers) got.push((await answer()).status);
  return got;
};

test('a fault happens as often as it was asked for, and then the service is itself again', async () => {
  const { sandbox, create } = inProcess();
  sandbox.fail({ status: 503, times: 2 });

  expect(await statuses(create, create, create)).toEqual([503, 503, 202]);
  expect(sandbox.tasks).toHaveLength(1);
});

test('faults are met in the order in which they were asked for', async () => {
  const { sandbox, create } = inProcess();
  sandbox.fail({ status: 500 });
  sandbox.fail({ status: 455 });

  expect(await statuses(create, create, create)).toEqual([500, 455, 202]);
});

test('a fault for one call leaves the other alone, and pictures are never met by one', async () => {
  const { sandbox, create, get } = inProcess({ pendingMs: 0, processingMs: 0 });
  const id = await idOf(create());
  const url = (await bodyOf(get(id))).images[0].url;
  sandbox.fail({ status: 500, on: 'get' });
  sandbox.fail({ status: 503, on: 'create' });

  expect((await sandbox.fetch(url)).status).toBe(200);
  expect(
    await statuses(
      create,
      () => get(id),
      create,
      () => get(id),
    ),
  ).toEqual([503, 500, 202, 200]);
});

test.each([
  [2, '2'],
  ['Wed, 21 Oct 2026 07:28:00 GMT', 'Wed, 21 Oct 2026 07:28:00 GMT'],
  [undefined, null],
])('retryAfter: %s is the header %s', async (retryAfter, header) => {
  const { sandbox, create } = inProcess();
  sandbox.fail({ status: 429, retryAfter });
  const answer = await create();

  expect(answer.headers.get('Retry-After')).toBe(header);
  expect(await bodyOf(answer)).toEqual({ error: { code: 'rate_limited', message: expect.any(String) } });
});

test('a network fault rejects as fetch does when the connection breaks', async () => {
  const { sandbox, create } = inProcess();
  sandbox.fail({ status: 'network' });
  const error: unknown = await create().catch((error: unknown) => error);

  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } });
  expect(sandbox.tasks).toEqual([]);
  expect(sandbox.requests).toHaveLength(1);
  expect(sandbox.requests[0]).not.toHaveProperty('status');
});

test('a processed fault loses the answer only: the task is there, and the same key finds it', async () => {
  const { sandbox, create } = inProcess();
  sandbox.fail({ status: 'network', processed: true });
  await expect(create(params, { 'Idempotency-Key': 'order-1' })).rejects.toThrow('fetch failed');

  expect(sandbox.tasks).toHaveLength(1);
  expect(await idOf(create(params, { 'Idempotency-Key': 'order-1' }))).toBe(sandbox.tasks[0]?.id);
});

test('a timeout fault gives no answer until the caller gives up', async () => {
  const { sandbox, create } = inProcess();
  sandbox.fail({ status: 'timeout' });
  const controller = new AbortController();
  const reason = new Error('enough');
  const answer = create(params, {}, { signal: controller.signal });
  const first = await Promise.race([answer, new Promise((resolve) => setImmediate(resolve, 'nothing yet'))]);
  controller.abort(reason);

  expect(first).toBe('nothing yet');
  await expect(answer).rejects.toBe(reason);
});

test('a signal that serves many calls gathers no listeners', async () => {
  const { create } = inProcess();
  const { signal } = new AbortController();
  for (let call = 0; call < 20; call++) await create(params, {}, { signal });

  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('a Request is taken as fetch takes it, with its body and its signal', async () => {
  const { sandbox } = inProcess();
  const controller = new AbortController();
  const request = () =>
    new Request(sandbox.url + PATH, {
      method: 'POST',
      headers: { Authorization: `Bearer ${sandbox.apiKey}` },
      body: JSON.stringify(params),
      signal: controller.signal,
    });

  expect((await sandbox.fetch(request())).status).toBe(202);
  sandbox.fail({ status: 'timeout' });
  const hanging = sandbox.fetch(request());
  controller.abort();
  await expect(hanging).rejects.toMatchObject({ name: 'AbortError' });
});

test('an aborted call rejects with its reason, and never reaches the service', async () => {
  const { sandbox, create } = inProcess();
  const reason = new Error('enough');

  await expect(create(params, {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(sandbox.requests).toEqual([]);
});

test.each([
  [{ status: 200 }],
  [{ status: Number.NaN }],
  [{ status: 'network failure' }],
  [{ status: 'network', retryAfter: 1 }],
  [{ status: 503, delayMs: 1 }],
  [{ status: 503, callback: 'late' }],
  [{ status: 429, retryAfter: -1 }],
  [{ status: 429, retryAfter: Number.NaN }],
  [{ status: 'slow', delayMs: -1 }],
  [{ callback: 'twice' }],
  [{ callback: 'late', times: 0 }],
  [{ callback: 'late', on: 'create' }],
  [{ callback: 'late', retryAfter: 3 }],
  [{ callback: 'late', processed: true }],
  [{ status: 503, times: 0 }],
  [{ status: 503, on: 'pictures' }],
  [{ status: 503, time: 2 }],
  ['503'],
  [null],
])('a fault that can never happen is refused: %j', (fault) => {
  const { sandbox } = inProcess();

  expect(() => Reflect.apply(sandbox.fail, undefined, [fault])).toThrow(RangeError);
});

test('of a number in quotes the error shows the quotes', () => {
  const { sandbox } = inProcess();

  expect(() => Reflect.apply(sandbox.fail, undefined, [{ status: '503' }])).toThrow('it is "503"');
});

test('a call to another host fails, and says what the sandbox answers for', async () => {
  const { sandbox } = inProcess();
  const error: unknown = await sandbox.fetch('https://runapi.ai/api').catch((error: unknown) => error);

  expect(error).toMatchObject({
    message: 'fetch failed',
    cause: { message: expect.stringContaining(sandbox.url) },
  });
});
