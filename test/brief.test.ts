import crypto from 'node:crypto';
import * as coreEntry from '@runapi.ai/core/errors';
import * as mainEntry from '@runapi.ai/flux-kontext';
import { FluxKontextClient, InsufficientCreditsError, TaskFailedError } from '@runapi.ai/flux-kontext';
import { signCallback, verifyCallback } from '@runapi.ai/flux-kontext/callbacks';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';

// The samples of the product brief as they stand there; only the syntax that a translation broke is mended.

const core = { ...coreEntry };
const everything = { ...mainEntry };

const URL_OF_TASKS = 'https://runapi.ai/api/v1/flux_kontext/text_to_image';
const completed = {
  id: 'task_1',
  status: 'completed',
  images: [{ url: 'https://cdn.example.com/1.jpg', origin_url: 'https://origin.example.com/1.jpg' }],
};

const server = setupServer();
/** What the service was sent. */
let received: unknown[] = [];
/** What it says about the task, in order; the last one for ever. */
let states: object[] = [];

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
beforeEach(() => {
  vi.stubEnv('RUNAPI_API_KEY', 'runapi_xxx');
  vi.stubEnv('RUNAPI_BASE_URL', undefined);
  received = [];
  states = [completed];
  server.use(
    http.post(URL_OF_TASKS, async ({ request }) => {
      if (request.headers.get('authorization') !== 'Bearer runapi_xxx')
        return HttpResponse.json({ error: 'Unknown key' }, { status: 401 });
      received.push(await request.json());
      return HttpResponse.json({ id: 'task_1' }, { status: 202 });
    }),
    http.get(`${URL_OF_TASKS}/task_1`, () =>
      HttpResponse.json(states.length > 1 ? states.shift() : states[0]),
    ),
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  server.resetHandlers();
});
afterAll(() => server.close());

test('Setup: the SDK reads RUNAPI_API_KEY from the environment', async () => {
  // The SDK reads RUNAPI_API_KEY from the environment automatically.
  const client = new FluxKontextClient();

  await client.textToImage.create({ model: 'flux-kontext-pro', prompt: '...' });
  expect(received).toHaveLength(1);
});

test('Setup: an explicit { apiKey } is fine, too', async () => {
  vi.stubEnv('RUNAPI_API_KEY', undefined);
  const apiKey = 'runapi_xxx';
  const client = new FluxKontextClient({ apiKey });

  await client.textToImage.create({ model: 'flux-kontext-pro', prompt: '...' });
  expect(received).toHaveLength(1);
});

test('Core recipe: text to image', async () => {
  const client = new FluxKontextClient();

  const result = await client.textToImage.run({
    model: 'flux-kontext-pro',
    prompt: 'A futuristic cityscape at night',
    aspect_ratio: '16:9',
    output_format: 'jpeg',
  });
  const url = result.images[0].url;

  expect(url).toBe('https://cdn.example.com/1.jpg');
  expect(received).toEqual([
    {
      model: 'flux-kontext-pro',
      prompt: 'A futuristic cityscape at night',
      aspect_ratio: '16:9',
      output_format: 'jpeg',
    },
  ]);
});

test('For request handlers: create, and get later', async () => {
  const client = new FluxKontextClient();
  let seen = false;

  const { id } = await client.textToImage.create({
    model: 'flux-kontext-pro',
    prompt: '...',
  });
  // return 202 at once; fetch later:
  const status = await client.textToImage.get(id);
  if (status.status === 'completed') {
    /* ... */
    seen = status.images[0].url === 'https://cdn.example.com/1.jpg';
  }

  expect(seen).toBe(true);
});

test('run() polls every 2 seconds, for at most 15 minutes', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  states = [{ id: 'task_1', status: 'processing' }];
  let polls = 0;
  server.events.on('request:start', ({ request }) => {
    if (request.method === 'GET') polls++;
  });
  const client = new FluxKontextClient();
  const ended = client.textToImage
    .run({ model: 'flux-kontext-pro', prompt: '...' })
    .catch((error: unknown) => error);
  const startedAt = performance.now();
  let error: unknown;
  void ended.then((thrown) => {
    error = thrown;
  });
  while (error === undefined && performance.now() - startedAt < 20 * 60_000) {
    await vi.advanceTimersByTimeAsync(250);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const elapsed = performance.now() - startedAt;
  server.events.removeAllListeners();

  expect(error).toBeInstanceOf(everything.TaskTimeoutError);
  expect(elapsed).toBeGreaterThanOrEqual(15 * 60_000);
  expect(elapsed).toBeLessThan(15 * 60_000 + 5_000);
  expect(polls).toBeGreaterThan(440);
  expect(polls).toBeLessThanOrEqual(452);
});

test('Adjust the polling as needed', async () => {
  const client = new FluxKontextClient();
  const params = { model: 'flux-kontext-pro', prompt: '...' } as const;

  await client.textToImage.run(params, {
    maxWaitMs: 5 * 60_000,
    pollIntervalMs: 2_000,
  });

  expect(received).toEqual([params]);
});

test('Image to image: edit a source image', async () => {
  const client = new FluxKontextClient();

  await client.textToImage.run({
    model: 'flux-kontext-max',
    prompt: 'Restyle as a 1970s film photograph',
    input_image: 'https://cdn.example.com/source.jpg',
    aspect_ratio: '4:3',
  });

  expect(received).toEqual([
    {
      model: 'flux-kontext-max',
      prompt: 'Restyle as a 1970s film photograph',
      input_image: 'https://cdn.example.com/source.jpg',
      aspect_ratio: '4:3',
    },
  ]);
});

test.each(['flux-kontext-pro', 'flux-kontext-max'] as const)(
  'the model %s is taken, in every ratio and format',
  async (model) => {
    const client = new FluxKontextClient();
    for (const aspect_ratio of ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16'] as const)
      for (const output_format of ['jpeg', 'png'] as const)
        await client.textToImage.create({ model, prompt: '...', aspect_ratio, output_format });

    expect(received).toHaveLength(12);
  },
);

test('Callbacks: callback_url on create, and on any run', async () => {
  const client = new FluxKontextClient();
  const params = {
    model: 'flux-kontext-pro',
    prompt: '...',
    callback_url: 'https://your.app/webhooks/runapi/flux-kontext',
  } as const;

  await client.textToImage.create({
    model: 'flux-kontext-pro',
    prompt: '...',
    callback_url: 'https://your.app/webhooks/runapi/flux-kontext',
  });
  await client.textToImage.run(params);

  expect(received).toEqual([params, params]);
});

function verify(raw: string, id: string, ts: string, sig: string, secret: string) {
  const key = Buffer.from(secret, 'base64');
  const mac = crypto.createHmac('sha256', key).update(`${id}.${ts}.${raw}`).digest('base64');
  return crypto.timingSafeEqual(Buffer.from(mac), Buffer.from(sig));
}

test("Callbacks: the brief's recipe believes what signCallback signs, and verifyCallback does, too", () => {
  const secret = crypto.randomBytes(32).toString('base64');
  const raw = JSON.stringify(completed);
  const headers = signCallback({ body: raw, secret });
  const [id = '', ts = '', sig = ''] = ['X-Callback-Id', 'X-Callback-Timestamp', 'X-Callback-Signature'].map(
    (name) => headers[name],
  );

  expect(verify(raw, id, ts, sig, secret)).toBe(true);
  expect(verify(`${raw} `, id, ts, sig, secret)).toBe(false);
  expect(verifyCallback({ body: raw, headers, secret }).payload).toEqual(completed);
  expect(() => verifyCallback({ body: `${raw} `, headers, secret })).toThrow(
    everything.CallbackVerificationError,
  );
});

test.each<[string, () => unknown]>([
  ['no credits', () => server.use(http.post(URL_OF_TASKS, () => HttpResponse.json({}, { status: 402 })))],
  ['failed', () => states.splice(0, 1, { id: 'task_1', status: 'failed', error: 'nsfw' })],
  ['anything else', () => server.use(http.post(URL_OF_TASKS, () => HttpResponse.json({}, { status: 401 })))],
])('Errors: the sample tells them apart: %s', async (outcome, arrange) => {
  arrange();
  const client = new FluxKontextClient();
  const shown: unknown[] = [];
  const handler = async () => {
    try {
      await client.textToImage.run({
        model: 'flux-kontext-pro',
        prompt: '...',
      });
    } catch (err) {
      if (err instanceof InsufficientCreditsError) {
        /* show top-up CTA */
        shown.push('no credits');
      } else if (err instanceof TaskFailedError) {
        /* show err.details */
        shown.push('failed', err.details);
      } else throw err;
    }
  };

  if (outcome === 'anything else')
    await expect(handler()).rejects.toBeInstanceOf(everything.AuthenticationError);
  else await handler();
  expect(shown).toEqual(
    outcome === 'failed'
      ? ['failed', { id: 'task_1', status: 'failed', error: 'nsfw' }]
      : outcome === 'no credits'
        ? ['no credits']
        : [],
  );
});

test.each([
  'AuthenticationError',
  'InsufficientCreditsError',
  'ValidationError',
  'RateLimitError',
  'ServiceUnavailableError',
  'TaskFailedError',
  'TaskTimeoutError',
] as const)('Errors: %s is that of @runapi.ai/core', (name) => {
  expect(everything[name]).toBe(core[name]);
});

test.each([
  [401, 'AuthenticationError'],
  [402, 'InsufficientCreditsError'],
  [400, 'ValidationError'],
  [422, 'ValidationError'],
  [429, 'RateLimitError'],
  [503, 'ServiceUnavailableError'],
  [455, 'ServiceUnavailableError'],
] as const)('Errors: a %d is a %s', async (status, name) => {
  server.use(http.post(URL_OF_TASKS, () => HttpResponse.json({ error: 'x' }, { status })));
  const client = new FluxKontextClient({ maxRetries: 0, logLevel: 'off' });
  const error = await client.textToImage
    .create({ model: 'flux-kontext-pro', prompt: '...' })
    .catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(everything[name]);
  if (error instanceof everything.RateLimitError) expect(error.retryAfterMs).toBe(1_000);
});

test('Errors: after a TaskTimeoutError the task goes on, and textToImage.get(id) finds it', async () => {
  states = [{ id: 'task_1', status: 'processing' }, completed];
  const client = new FluxKontextClient();
  const { id } = await client.textToImage.create({ model: 'flux-kontext-pro', prompt: '...' });
  try {
    await client.textToImage.wait(id, { maxWaitMs: 0 });
    expect.unreachable();
  } catch (err) {
    if (!(err instanceof everything.TaskTimeoutError) || err.taskId === undefined) throw err;
    expect(await client.textToImage.get(err.taskId)).toEqual(completed);
  }
});

test.each<[string, object, RegExp]>([
  ['model is required on every call', { prompt: '...' }, /model: is required/],
  [
    'input_image is one URL, not an array',
    { model: 'flux-kontext-pro', prompt: '...', input_image: ['https://cdn.example.com/source.jpg'] },
    /input_image: takes one URL \(a string\), not an array/,
  ],
  [
    'a callback_url on localhost would never fire',
    { model: 'flux-kontext-pro', prompt: '...', callback_url: 'http://localhost:3000/hook' },
    /callback_url: must be reachable from the public internet.*tunnel/,
  ],
  [
    'a callback_url on 127.0.0.1 would never fire',
    { model: 'flux-kontext-pro', prompt: '...', callback_url: 'http://127.0.0.1/hook' },
    /callback_url: must be reachable from the public internet/,
  ],
])('Pitfalls: %s', async (_, params, said) => {
  const client = new FluxKontextClient();

  await expect(client.textToImage.create(params as never)).rejects.toThrow(said);
  expect(received).toEqual([]);
});

test('Pitfalls: enable_translation is left to the service unless it is set', async () => {
  const client = new FluxKontextClient();
  const params = { model: 'flux-kontext-pro', prompt: '富士山' } as const;
  await client.textToImage.create(params);
  await client.textToImage.create({ ...params, enable_translation: false });

  expect(received).toEqual([params, { ...params, enable_translation: false }]);
});
