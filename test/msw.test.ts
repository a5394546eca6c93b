import {
  FluxKontextClient,
  InsufficientCreditsError,
  RateLimitError,
  TaskFailedError,
} from '@runapi.ai/flux-kontext';
import { delay, HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

// As the test of somebody's app would be: the client is made as in production, and MSW stands for RunAPI.

const CREATE = 'https://runapi.ai/api/v1/flux_kontext/text_to_image';
const GET = `${CREATE}/:id`;
const images = [{ url: 'https://cdn.example.com/1.jpg' }];

const server = setupServer();
// Made before MSW listens: the client must look `fetch` up at each call.
const client = new FluxKontextClient({ apiKey: 'runapi_test', retryBaseDelayMs: 1, logLevel: 'off' });

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const params = { model: 'flux-kontext-pro', prompt: 'A futuristic cityscape at night' } as const;

test('create answers with the id, and the service gets the params and the key', async () => {
  const bodies: unknown[] = [];
  server.use(
    http.post(CREATE, async ({ request }) => {
      bodies.push([request.headers.get('authorization'), await request.json()]);
      return HttpResponse.json({ id: 'task_1' }, { status: 202 });
    }),
  );

  expect(await client.textToImage.create(params)).toEqual({ id: 'task_1' });
  expect(bodies).toEqual([['Bearer runapi_test', params]]);
});

test('get answers with the task of that id', async () => {
  server.use(http.get(GET, ({ params }) => HttpResponse.json({ id: params['id'], status: 'processing' })));

  expect(await client.textToImage.get('task_42')).toEqual({ id: 'task_42', status: 'processing' });
});

test('run polls until the picture is there', async () => {
  const states = ['pending', 'processing', 'completed'];
  server.use(
    http.post(CREATE, () => HttpResponse.json({ id: 'task_1' }, { status: 202 })),
    http.get(GET, () => HttpResponse.json({ id: 'task_1', status: states.shift(), images })),
  );
  const result = await client.textToImage.run(params, { pollIntervalMs: 1 });

  expect(result.images[0].url).toBe('https://cdn.example.com/1.jpg');
  expect(states).toEqual([]);
});

test('a declined prompt is a TaskFailedError whose details can be shown', async () => {
  const task = { id: 'task_1', status: 'failed', error: 'The prompt was declined' };
  server.use(
    http.post(CREATE, () => HttpResponse.json({ id: 'task_1' }, { status: 202 })),
    http.get(GET, () => HttpResponse.json(task)),
  );
  const error = await client.textToImage.run(params).catch((thrown: unknown) => thrown);

  if (!(error instanceof TaskFailedError)) throw error;
  expect(error.details).toEqual(task);
  expect(error.taskId).toBe('task_1');
});

test('a rate limit is waited out, and the call succeeds', async () => {
  let calls = 0;
  server.use(
    http.post(
      CREATE,
      () => {
        calls++;
        return HttpResponse.json({ error: 'Slow down' }, { status: 429, headers: { 'Retry-After': '0' } });
      },
      { once: true },
    ),
    http.post(CREATE, () => {
      calls++;
      return HttpResponse.json({ id: 'task_1' }, { status: 202 });
    }),
  );

  expect(await client.textToImage.create(params)).toEqual({ id: 'task_1' });
  expect(calls).toBe(2);
});

test('an app that waits by itself gets a RateLimitError, and success at its second call', async () => {
  server.use(
    http.post(CREATE, () => new HttpResponse(null, { status: 429, headers: { 'Retry-After': '0.05' } }), {
      once: true,
    }),
    http.post(CREATE, () => HttpResponse.json({ id: 'task_1' }, { status: 202 })),
  );
  const patient = new FluxKontextClient({ apiKey: 'runapi_test', maxRetries: 0, logLevel: 'off' });
  const error = await patient.textToImage.create(params).catch((thrown: unknown) => thrown);

  if (!(error instanceof RateLimitError)) throw error;
  expect(error.retryAfterMs).toBe(50);
  expect(await patient.textToImage.create(params)).toEqual({ id: 'task_1' });
});

test('no credits is an InsufficientCreditsError, without a second try', async () => {
  let calls = 0;
  server.use(
    http.post(CREATE, () => {
      calls++;
      return HttpResponse.json({ error: 'Not enough credits' }, { status: 402 });
    }),
  );

  await expect(client.textToImage.create(params)).rejects.toBeInstanceOf(InsufficientCreditsError);
  expect(calls).toBe(1);
});

test("MSW's own network error is retried as one of the network", async () => {
  server.use(
    http.get(GET, () => HttpResponse.error(), { once: true }),
    http.get(GET, () => HttpResponse.json({ id: 'task_1', status: 'pending' })),
  );

  expect(await client.textToImage.get('task_1')).toEqual({ id: 'task_1', status: 'pending' });
});

test('an answer that never comes can be aborted', async () => {
  const controller = new AbortController();
  server.use(
    http.get(GET, async () => {
      controller.abort(new Error('The user left'));
      await delay('infinite');
    }),
  );

  await expect(client.textToImage.get('task_1', { signal: controller.signal })).rejects.toMatchObject({
    name: 'AbortError',
    taskId: 'task_1',
    cause: new Error('The user left'),
  });
});
