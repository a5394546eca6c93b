import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bodyOf, idOf, inProcess, PATH, params } from './support/calls.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a create is answered at once with 202, an id, and fields that clients do not know', async () => {
  const { create } = inProcess();
  const answer = await create();
  const body = await bodyOf(answer);

  expect(answer.status).toBe(202);
  expect(body).toEqual({ id: expect.any(String), status: 'pending', billing: expect.any(Object) });
  expect(answer.headers.get('X-RunAPI-Task-Id')).toBe(body.id);
});

test('a task is pending, then processing, then completed, by the clock alone', async () => {
  const { create, get } = inProcess({ pendingMs: 300, processingMs: 1_200 });
  const id = await idOf(create());
  const statusAfter = async (ms: number) => {
    vi.advanceTimersByTime(ms);
    return (await bodyOf(get(id))).status;
  };

  expect(await statusAfter(299)).toBe('pending');
  expect(await statusAfter(1)).toBe('processing');
  expect(await statusAfter(1_199)).toBe('processing');
  expect(await statusAfter(1)).toBe('completed');
  expect(vi.getTimerCount()).toBe(0);
});

test('a completed task has its image, and its answer may not be cached', async () => {
  const { sandbox, create, get } = inProcess();
  const id = await idOf(create());
  vi.advanceTimersByTime(1_500);
  const answer = await get(id);

  expect(answer.headers.get('Cache-Control')).toBe('no-store');
  expect(await bodyOf(answer)).toEqual({
    id,
    status: 'completed',
    images: [{ url: expect.stringMatching(`^${sandbox.url}/images/[0-9a-f]{32}\\.jpg$`) }],
    billing: expect.any(Object),
  });
});

test('words in the prompt make a task fail, with their reason, when it would have been completed', async () => {
  const { create, get } = inProcess();
  const id = await idOf(create({ ...params, prompt: 'A knife [fail:content policy] at night' }));

  expect((await bodyOf(get(id))).status).toBe('pending');
  vi.advanceTimersByTime(1_500);
  expect(await bodyOf(get(id))).toMatchObject({ id, status: 'failed', error: 'content policy' });
});

test.each([
  ['[slow:30s]', 30_000],
  ['[slow:500ms]', 500],
  ['[slow:1.5 s]', 1_500],
  ['[slow:2m]', 120_000],
])('%s in the prompt is how long the task is processing', async (word, processingMs) => {
  const { create, get } = inProcess({ pendingMs: 0 });
  const id = await idOf(create({ ...params, prompt: `A snail ${word}` }));

  vi.advanceTimersByTime(processingMs - 1);
  expect((await bodyOf(get(id))).status).toBe('processing');
  vi.advanceTimersByTime(1);
  expect((await bodyOf(get(id))).status).toBe('completed');
});

test.each(['[slow:]', '[constructor:1]', '[fail:]', 'fail:x'])(
  '%s is an ordinary part of the prompt',
  async (words) => {
    const { create, get } = inProcess();
    const id = await idOf(create({ ...params, prompt: `A lake ${words}` }));

    vi.advanceTimersByTime(1_500);
    expect((await bodyOf(get(id))).status).toBe('completed');
  },
);

test('an id that nobody was given is not found', async () => {
  const { get } = inProcess();

  for (const id of ['task_1', '..%2f..%2fme', '%zz', 'constructor']) {
    expect((await get(id)).status, id).toBe(404);
  }
});

test('each answer has a request id of its own and gives the X-Client-Request-Id back', async () => {
  const { sandbox, create, get } = inProcess();
  const answers = [
    await create(params, { 'X-Client-Request-Id': 'job 7' }),
    await get('nobody', { 'X-Client-Request-Id': 'job 7' }),
    await sandbox.fetch(`${sandbox.url}/nowhere`, { headers: { 'X-Client-Request-Id': 'job 7' } }),
  ];

  expect(new Set(answers.map(({ headers }) => headers.get('X-Request-Id'))).size).toBe(3);
  for (const { headers } of answers) expect(headers.get('X-Client-Request-Id')).toBe('job 7');
  expect(sandbox.tasks[0]?.clientRequestId).toBe('job 7');
});

test.each([
  ['another path', 'GET', '/', 404, null],
  ['an empty id', 'GET', `${PATH}/`, 404, null],
  ['a list of tasks', 'GET', PATH, 405, 'POST'],
  ['a delete', 'DELETE', `${PATH}/task_1`, 405, 'GET'],
])('%s is refused with the right status', async (_, method, path, status, allow) => {
  const { sandbox } = inProcess();
  const answer = await sandbox.fetch(sandbox.url + path, { method });

  expect(answer.status).toBe(status);
  expect(answer.headers.get('Allow')).toBe(allow);
});

test('what tests can ask the sandbox afterwards is what happened', async () => {
  const { sandbox, create, get } = inProcess();
  const id = await idOf(create(params, { 'Idempotency-Key': 'order-1' }));
  await get(id);
  vi.advanceTimersByTime(1_500);

  expect(sandbox.tasks).toEqual([
    {
      id,
      status: 'completed',
      params,
      idempotencyKey: 'order-1',
      images: [{ url: expect.any(String) }],
      createdAt: expect.any(Date),
    },
  ]);
  expect(sandbox.requests).toMatchObject([
    { method: 'POST', path: PATH, body: params, status: 202, headers: { 'idempotency-key': 'order-1' } },
    { method: 'GET', path: `${PATH}/${id}`, status: 200 },
  ]);
});

test('reset forgets everything, also the faults that nobody met', async () => {
  const { sandbox, create, get } = inProcess();
  const id = await idOf(create(params, { 'Idempotency-Key': 'order-1' }));
  sandbox.fail({ status: 503 });
  sandbox.reset();

  expect([sandbox.tasks, sandbox.requests, sandbox.callbacks]).toEqual([[], [], []]);
  expect((await get(id)).status).toBe(404);
  expect(await idOf(create({ ...params, prompt: 'Another' }, { 'Idempotency-Key': 'order-1' }))).not.toBe(id);
});
