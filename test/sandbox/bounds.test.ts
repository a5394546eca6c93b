import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStoredFiles } from '../../src/testing/service/files/stored-files.js';
import { createLog } from '../../src/testing/service/log.js';
import type { Task } from '../../src/testing/service/task.js';
import { createTasks } from '../../src/testing/service/tasks.js';
import { systemClock } from '../../src/testing/service/time/clock.js';
import { idOf, inProcess, params } from './support/calls.js';
import { receiver } from './support/receiver.js';
import { taskOf } from './support/task.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('of the tasks the oldest finished goes first, with its key; one that still runs stays', async () => {
  const { sandbox, create, get } = inProcess({ keep: 2 });
  const slow = await idOf(create({ ...params, prompt: '[slow:1m]' }));
  const oldest = await idOf(create(params, { 'Idempotency-Key': 'order-1' }));
  vi.advanceTimersByTime(1_500);
  const newest = await idOf(create());

  expect(sandbox.tasks.map(({ id }) => id)).toEqual([slow, newest]);
  expect((await get(oldest)).status).toBe(404);
  expect(
    await idOf(create({ ...params, prompt: 'Another' }, { 'Idempotency-Key': 'order-1' })),
  ).toBeUndefined();
  vi.advanceTimersByTime(1_500);
  expect((await create({ ...params, prompt: 'Another' }, { 'Idempotency-Key': 'order-1' })).status).toBe(202);
});

test('when all kept tasks still run, a create is turned away for a while rather than one of them lost', async () => {
  const { sandbox, create } = inProcess({ keep: 1 });
  await create();
  const answer = await create();

  expect(answer.status).toBe(503);
  expect(answer.headers.get('Retry-After')).toBe('1');
  expect(sandbox.tasks).toHaveLength(1);
});

test('only the latest requests and callback attempts are kept', async () => {
  const { fetch } = receiver(500, 500, 200);
  const { sandbox, create, get } = inProcess({ keep: 2, fetch, callbackRetryDelaysMs: [10, 10] });
  await create({ ...params, callback_url: 'https://your.app/hook' });
  await vi.advanceTimersByTimeAsync(60_000);
  for (const id of ['a', 'b']) await get(id);

  expect(sandbox.requests.map(({ path }) => path.slice(-2))).toEqual(['/a', '/b']);
  expect(sandbox.callbacks.map(({ attempt }) => attempt)).toEqual([2, 3]);
});

test('what is handed out for assertions can be changed without changing the sandbox', async () => {
  const { sandbox, create, get } = inProcess();
  const id = await idOf(create());
  const [task] = sandbox.tasks;
  Reflect.set(task ?? {}, 'id', 'changed');
  Reflect.set(task?.params ?? {}, 'prompt', 'changed');

  expect((await get(id)).status).toBe(200);
  expect(sandbox.tasks[0]).toMatchObject({ id, params });
});

test('of large bodies fewer are kept: what they take together is bounded as well', () => {
  const log = createLog<{ text: string }>(100, ({ text }) => text.length, 10);
  const texts = () => log.entries().map(({ text }) => text);
  for (const text of ['aaaa', 'bbbb', 'cccc', 'd']) log.add({ text });
  expect(texts()).toEqual(['bbbb', 'cccc', 'd']);
  log.add({ text: 'a single one that is larger' });

  expect(texts()).toEqual(['a single one that is larger']);
});

test('of large files fewer are kept, the latest always', () => {
  const files = createStoredFiles(systemClock, 100, 10);
  const add = (size: number) =>
    files.add({ fileName: 'cat.png', contentType: 'image/png', bytes: new Uint8Array(size) });
  const isKept = ({ id }: { id: string }) => files.byId(id) !== undefined;
  const three = [add(4), add(4), add(4)];
  expect(three.map(isKept)).toEqual([false, true, true]);
  const large = add(11);

  expect([...three, large].map(isKept)).toEqual([false, false, false, true]);
});

test('of large tasks fewer are kept, and none that still runs is lost', () => {
  const tasks = createTasks(100, 10);
  const final = { dueAt: 0, outcome: { knownAt: 0 } };
  const add = (id: string, size: number, state: Partial<Task>) =>
    tasks.makeRoom(1) && tasks.add(taskOf(id, { ...state, size }));
  add('running', 4, { dueAt: 2 });
  add('first', 8, final);
  add('second', 1, final);

  expect(tasks.all().map(({ id }) => id)).toEqual(['running', 'second']);
});
