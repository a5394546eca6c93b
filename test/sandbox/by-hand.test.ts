import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { SandboxChange } from '../../src/testing/index.js';
import { bodyOf, idOf, inProcess, params } from './support/calls.js';
import { receiver } from './support/receiver.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const withCallback = { ...params, callback_url: 'https://your.app/hook' };

test('a task that is finished by hand is completed at once, with its picture, and called back', async () => {
  const { received, fetch } = receiver();
  const { sandbox, create, get } = inProcess({ fetch });
  const id = await idOf(create({ ...withCallback, prompt: '[slow:10m] [fail:nsfw]' }));
  sandbox.finish(id);
  await vi.advanceTimersByTimeAsync(0);
  const task = await bodyOf(get(id));

  expect(task.status).toBe('completed');
  expect((await sandbox.fetch(task.images[0].url)).status).toBe(200);
  expect(received.map(({ body }) => JSON.parse(body).status)).toEqual(['completed']);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(received).toHaveLength(1);
});

test('a task that is failed by hand has the reason that was given, and is called back', async () => {
  const { received, fetch } = receiver();
  const { sandbox, create, get } = inProcess({ fetch });
  const id = await idOf(create(withCallback));
  sandbox.failTask(id, 'content policy');
  await vi.advanceTimersByTimeAsync(3_600_000);

  expect(await bodyOf(get(id))).toMatchObject({ status: 'failed', error: 'content policy' });
  expect(received.map(({ body }) => JSON.parse(body))).toEqual([
    { id, status: 'failed', error: 'content policy' },
  ]);
});

test('an edit that is failed by hand while its source is read stays failed', async () => {
  const fetch: typeof globalThis.fetch = () => new Promise(() => {});
  const { sandbox, create, get } = inProcess({ fetch });
  const id = await idOf(create({ ...params, input_image: 'https://cdn.example.com/a.jpg' }));
  sandbox.failTask(id);
  await vi.advanceTimersByTimeAsync(60_000);

  expect(await bodyOf(get(id))).toMatchObject({ status: 'failed', error: 'failed on request' });
});

test('what is final stays as it is, and what nobody created can not be ended', async () => {
  const { sandbox, create } = inProcess({ pendingMs: 0, processingMs: 0 });
  const id = await idOf(create());

  expect(() => sandbox.finish(id)).toThrow('final already');
  expect(() => sandbox.failTask(id)).toThrow('final already');
  expect(() => sandbox.finish('task_1')).toThrow('no task task_1');
});

test('a callback is redelivered by the id of its task or its own: the same id and body, signed anew', async () => {
  const { received, fetch } = receiver(200, 409, 200);
  const { sandbox, create } = inProcess({ fetch });
  const id = await idOf(create(withCallback));
  await vi.advanceTimersByTimeAsync(2_000);
  const second = await sandbox.redeliver(id);
  const third = await sandbox.redeliver(second.id);

  expect([second, third].map(({ attempt, status }) => [attempt, status])).toEqual([
    [2, 409],
    [3, 200],
  ]);
  expect(new Set(received.map(({ headers }) => headers.get('X-Callback-Id'))).size).toBe(1);
  expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(received).toHaveLength(3);
});

test('what has no callback, or is not final, can not be redelivered', async () => {
  const { sandbox, create } = inProcess({ fetch: receiver().fetch });
  const silent = await idOf(create());
  const early = await idOf(create(withCallback));

  await expect(sandbox.redeliver(silent)).rejects.toThrow('no callback_url');
  await expect(sandbox.redeliver(early)).rejects.toThrow('not final yet');
  await expect(sandbox.redeliver('nobody')).rejects.toThrow('nobody');
});

test('a kind of attempt that there is not is refused: a test of forged callbacks would test nothing', async () => {
  const { sandbox, create } = inProcess({ fetch: receiver(200, 200).fetch });
  const id = await idOf(create(withCallback));
  await vi.advanceTimersByTimeAsync(2_000);
  for (const kind of ['bad-signature', 'none', 7]) {
    await expect(Reflect.apply(sandbox.redeliver, undefined, [id, kind])).rejects.toThrow(
      /must be one of duplicate, late, bad signature, rotated secret/,
    );
  }
  expect(sandbox.callbacks).toHaveLength(1);
});

test.each([5, null, { reason: 'nsfw' }])(
  'a task fails with a reason in words, and not with %j',
  async (reason) => {
    const { sandbox, create } = inProcess();
    const id = await idOf(create());
    expect(() => Reflect.apply(sandbox.failTask, undefined, [id, reason])).toThrow(
      /the reason must be a string/,
    );
    expect(sandbox.tasks).toMatchObject([{ status: 'pending' }]);
  },
);

test.each([undefined, null, {}])('what is no function is refused as a listener: %j', async (listener) => {
  const { sandbox, create } = inProcess();
  expect(() => Reflect.apply(sandbox.subscribe, undefined, [listener])).toThrow(
    /listener must be a function/,
  );
  await create();
});

test('a listener is told of each change of a task, request and callback, until it leaves', async () => {
  const { sandbox, create } = inProcess({ fetch: receiver(500, 200).fetch, callbackRetryDelaysMs: [10] });
  const changes: SandboxChange[] = [];
  const leave = sandbox.subscribe((change) => changes.push(change));
  await create(withCallback);
  await vi.advanceTimersByTimeAsync(2_000);
  const said = changes.map((change) => {
    if (change.kind === 'task') return change.task.status;
    if (change.kind === 'request') return `${change.request.method} ${change.request.status}`;
    return change.kind === 'callback' ? `callback ${change.callback.status}` : change.kind;
  });

  expect(said).toEqual([
    'POST undefined',
    'pending',
    'POST 202',
    'processing',
    'completed',
    'callback undefined',
    'callback 500',
    'callback undefined',
    'callback 200',
  ]);
  sandbox.reset();
  expect(changes.at(-1)).toEqual({ kind: 'reset' });
  leave();
  await create();
  expect(changes.at(-1)).toEqual({ kind: 'reset' });
  expect(vi.getTimerCount()).toBe(0);
});

test('a request that is still on its way at a reset gets no answer, and makes no task afterwards', async () => {
  const { sandbox, create } = inProcess({ latencyMs: 100 });
  sandbox.fail({ status: 'slow', delayMs: 10_000, times: 1 });
  const [one, two] = [create(), create()];
  two.catch(() => {});
  const lost = expect(one).rejects.toThrow('fetch failed');
  await vi.advanceTimersByTimeAsync(150); // one is slow now
  const three = create();
  const alsoLost = expect(three).rejects.toThrow('fetch failed');
  await vi.advanceTimersByTimeAsync(50); // three is on its way
  sandbox.reset();
  await vi.advanceTimersByTimeAsync(20_000);

  await lost;
  await alsoLost;
  expect([sandbox.tasks, sandbox.requests]).toEqual([[], []]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a request that hangs on request ends with a reset', async () => {
  const { sandbox, create } = inProcess();
  sandbox.fail({ status: 'timeout' });
  const lost = expect(create()).rejects.toThrow('fetch failed');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(vi.getTimerCount()).toBe(0); // nothing that keeps the process alive
  sandbox.reset();

  await lost;
});

test('after a reset nobody hears of what began before it', async () => {
  const { sandbox, create } = inProcess({ fetch: receiver('hangs').fetch, latencyMs: 100 });
  const kinds: string[] = [];
  sandbox.subscribe(({ kind }) => kinds.push(kind));
  const created = create(withCallback);
  await vi.advanceTimersByTimeAsync(3_000); // its callback is under way
  await created;
  create().catch(() => {}); // and this on its way
  await vi.advanceTimersByTimeAsync(50);
  sandbox.reset();
  await vi.advanceTimersByTimeAsync(20_000);

  expect(kinds).toContain('callback');
  expect(kinds.at(-1)).toBe('reset');
});

test('who comes later is told of tasks that run already', async () => {
  const { sandbox, create } = inProcess();
  await create();
  const statuses: string[] = [];
  sandbox.subscribe((change) => change.kind === 'task' && statuses.push(change.task.status));
  await vi.advanceTimersByTimeAsync(2_000);

  expect(statuses).toEqual(['processing', 'completed']);
});

test('a request shows its answer, and the task that it was about', async () => {
  const { sandbox, create } = inProcess();
  const id = await idOf(create());

  expect(sandbox.requests).toMatchObject([
    { taskId: id, responseHeaders: { 'x-runapi-task-id': id }, responseBody: { id, status: 'pending' } },
  ]);
});

test('what a subscriber throws is its own fault: whoever sent the request gets the answer', async () => {
  const thrown = vi.fn();
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', thrown);
  onTestFinished(() => {
    process.off('uncaughtException', thrown);
    for (const listener of listeners) process.on('uncaughtException', listener);
  });
  const mine = new Error('my listener');
  const { sandbox, get } = inProcess();
  sandbox.subscribe(() => {
    throw mine;
  });
  expect((await get('task_1')).status).toBe(404);
  await vi.advanceTimersByTimeAsync(1);
  expect(thrown.mock.calls[0]?.[0]).toBe(mine);
});
