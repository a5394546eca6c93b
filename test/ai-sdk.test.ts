import { runInNewContext } from 'node:vm';
import {
  AbortError,
  AuthenticationError,
  type ClientOptions,
  InsufficientCreditsError,
  type NetworkError,
  NotFoundError,
  ServerError,
  TaskFailedError,
  ValidationError,
} from '@runapi.ai/flux-kontext';
import { createFluxKontext, fluxKontext, type ImageModelOptions } from '@runapi.ai/flux-kontext/ai-sdk';
import { createSandbox, type Sandbox, type SandboxOptions } from '@runapi.ai/flux-kontext/testing';
import { APICallError, createProviderRegistry, generateImage } from 'ai';
import { expect, onTestFinished, test, vi } from 'vitest';
import { rejection } from './support/clients.js';

vi.stubEnv('RUNAPI_LOG', 'off');
vi.stubGlobal('AI_SDK_LOG_WARNINGS', false); // they are in the result, too

const prompt = 'A lighthouse at dawn';

/** A sandbox whose pictures take no time, and a model that asks it. */
function setUp(options: SandboxOptions = {}, client: ClientOptions = {}, model: ImageModelOptions = {}) {
  const sandbox = createSandbox({ pendingMs: 0, processingMs: 0, ...options });
  const provider = createFluxKontext({ ...sandbox.clientOptions, retryBaseDelayMs: 1, ...client });
  const image = provider.image('flux-kontext-pro', { pollIntervalMs: 1, ...model });
  const creates = () => sandbox.requests.filter(({ method }) => method === 'POST');
  return { sandbox, provider, model: image, creates };
}

/** A network that takes every create to the service, and loses what it answers to those that it takes in. */
const deaf = ({ fetch }: Sandbox) =>
  (async (url: string, init: RequestInit) => {
    const response = await fetch(url, init);
    if (url.endsWith('/text_to_image') && response.ok) throw new TypeError('fetch failed');
    return response;
  }) as typeof globalThis.fetch;

/** What `generateImage` hands on when it was told nothing. */
const NOTHING = {
  n: 1,
  size: undefined,
  aspectRatio: undefined,
  seed: undefined,
  files: undefined,
  mask: undefined,
  providerOptions: {},
} as const;

function refuse(): never {
  throw new Error('db is down');
}

test('generateImage makes one task and gives the picture, and where it is', async () => {
  const { sandbox, model } = setUp();
  const { image, images, warnings, providerMetadata } = await generateImage({ model, prompt });

  expect([...image.uint8Array.slice(0, 2)]).toEqual([0xff, 0xd8]); // a JPEG
  expect(image.mediaType).toBe('image/jpeg');
  expect([images.length, warnings, sandbox.tasks.length]).toEqual([1, [], 1]);
  const [task] = sandbox.tasks;
  expect(task?.params).toEqual({ model: 'flux-kontext-pro', prompt });
  expect(providerMetadata['fluxKontext']).toMatchObject({ images: [{ taskId: task?.id }] });
});

test("the call's settings and providerOptions are sent under the service's names", async () => {
  const { sandbox, model } = setUp();
  const { image } = await generateImage({
    model,
    prompt,
    aspectRatio: '9:16',
    headers: { 'X-Trace': 'abc' },
    providerOptions: {
      fluxKontext: {
        output_format: 'png',
        safety_tolerance: 3,
        enable_translation: false,
        clientRequestId: 'order-7',
      },
      openai: { style: 'vivid' }, // another provider's, for another model
    },
  });
  expect(image.mediaType).toBe('image/png');
  expect(sandbox.tasks[0]?.params).toEqual({
    model: 'flux-kontext-pro',
    prompt,
    aspect_ratio: '9:16',
    output_format: 'png',
    safety_tolerance: 3,
    enable_translation: false,
  });
  const headers = new Headers(sandbox.requests[0]?.headers);
  expect(headers.get('x-trace')).toBe('abc');
  expect(headers.get('x-client-request-id')).toBe('order-7');
  expect(headers.get('user-agent')).toMatch(/^@runapi\.ai\/flux-kontext\//);
});

test.each([
  ['1024x1024', '1:1'],
  ['1920x1080', '16:9'],
] as const)('of the size %s the ratio %s is asked for, with a warning', async (size, ratio) => {
  const { sandbox, model } = setUp();
  const { warnings } = await generateImage({ model, prompt, size });
  expect(sandbox.tasks[0]?.params).toEqual({
    model: 'flux-kontext-pro',
    prompt,
    aspect_ratio: ratio,
  });
  expect(warnings).toEqual([
    { type: 'compatibility', feature: 'size', details: expect.stringContaining(ratio) },
  ]);
});

test('a ratio counts for more than a size, and a seed is told to be of no use', async () => {
  const { sandbox, model } = setUp();
  const { warnings } = await generateImage({ model, prompt, size: '1024x1024', aspectRatio: '3:4', seed: 7 });
  expect(sandbox.tasks[0]?.params).toMatchObject({ aspect_ratio: '3:4' });
  expect(warnings).toMatchObject([
    { type: 'compatibility', feature: 'size', details: expect.stringContaining('3:4') },
    { type: 'unsupported', feature: 'seed' },
  ]);
});

test('options from another realm, as Jest has one for the tests, are options', async () => {
  const { sandbox, model } = setUp();
  const fluxKontext = runInNewContext("({ output_format: 'png' })");
  await generateImage({ model, prompt, providerOptions: { fluxKontext } });
  expect(sandbox.tasks[0]?.params).toMatchObject({ output_format: 'png' });
});

test('what is just fit is taken', async () => {
  const { sandbox, model } = setUp();
  const idempotencyKey = 'x'.repeat(510); // `#2` comes behind it
  await generateImage({
    model,
    prompt,
    n: 2,
    size: '512x1024',
    headers: { 'X-Made-By': 'ai/1' },
    providerOptions: { fluxKontext: { idempotencyKey, aspect_ratio: '9:16' } },
  });
  expect(sandbox.tasks.map(({ params }) => params['aspect_ratio'])).toEqual(['9:16', '9:16']);
  expect(new Headers(sandbox.requests[0]?.headers).get('x-made-by')).toMatch(/^ai\/1/);
  await expect(model.doGenerate({ ...NOTHING, prompt, n: 0 })).rejects.toThrow('from 1 to 1000');
  await expect(model.doGenerate({ ...NOTHING, prompt, n: 1.5 })).rejects.toThrow('from 1 to 1000');
});

test('a picture to edit is uploaded, and one that has a URL is not', async () => {
  const { sandbox, model } = setUp();
  const first = await generateImage({ model, prompt });
  await generateImage({
    model,
    prompt: { text: 'Make it snow', images: [first.image.uint8Array] },
  });
  const uploaded = sandbox.tasks[1]?.params['input_image'];
  expect(uploaded).toMatch(/^http/);
  expect(sandbox.requests.filter(({ path }) => path.startsWith('/api/v1/files'))).toHaveLength(2);

  await generateImage({ model, prompt: { text: 'Make it rain', images: [String(uploaded)] } });
  expect(sandbox.tasks[2]?.params['input_image']).toBe(uploaded);
  expect(sandbox.requests.filter(({ path }) => path.startsWith('/api/v1/files'))).toHaveLength(2);
});

test('several pictures are as many tasks, each with its id', async () => {
  const { sandbox, model } = setUp();
  const { images, providerMetadata } = await generateImage({ model, prompt, n: 3 });
  expect([images.length, sandbox.tasks.length]).toEqual([3, 3]);
  const told = providerMetadata['fluxKontext']?.images as { taskId: string }[];
  expect(told.map(({ taskId }) => taskId).sort()).toEqual(sandbox.tasks.map(({ id }) => id).sort());
});

test('a picture that fails takes none of those with it that are paid for: it is a warning', async () => {
  const { sandbox, model } = setUp();
  sandbox.fail({ status: 402, on: 'create' });
  const { images, warnings } = await generateImage({ model, prompt, n: 3 });
  expect([images.length, sandbox.tasks.length]).toEqual([2, 2]);
  expect(warnings).toMatchObject([{ type: 'other', message: expect.stringMatching(/One of 3 .*402/) }]);
});

test('when nothing was made, the error is the one of run, and nothing is tried again', async () => {
  const { sandbox, model, creates } = setUp();
  sandbox.fail({ status: 402, on: 'create', times: 9 });
  expect(await rejection(generateImage({ model, prompt }))).toBeInstanceOf(InsufficientCreditsError);
  expect(creates()).toHaveLength(1);
});

test('a task that fails is told with its id, and is not made a second time', async () => {
  const { sandbox, model } = setUp();
  const error = await rejection(generateImage({ model, prompt: `${prompt} [fail:content policy]` }));
  expect(error).toBeInstanceOf(TaskFailedError);
  expect(error).toMatchObject({ taskId: sandbox.tasks[0]?.id });
  expect(sandbox.tasks).toHaveLength(1);
});

test('when all of several fail, the error names every task', async () => {
  const { sandbox, model } = setUp();
  const error = await rejection(generateImage({ model, prompt: `${prompt} [fail:content policy]`, n: 3 }));
  const { message, taskId } = error as TaskFailedError;
  const others = sandbox.tasks.map(({ id }) => id).filter((id) => id !== taskId);
  expect(message).toMatch(/ paid for as well: (\w+, \w+)\.$/);
  for (const id of others) expect(message).toContain(id);
  expect(others).toHaveLength(2);
});

test('of one picture the error says what run says, and no more', async () => {
  const { sandbox, provider, model } = setUp();
  sandbox.fail({ status: 402, on: 'create', times: 2 });
  const one = (await rejection(generateImage({ model, prompt }))) as InsufficientCreditsError;
  const call = provider.client.textToImage.run({ model: 'flux-kontext-pro', prompt });
  const { message, outcomeKnown } = (await rejection(call)) as InsufficientCreditsError;
  const withoutId = (text: string) => text.replace(/req_\w+/, '');
  expect([withoutId(one.message), one.outcomeKnown]).toEqual([withoutId(message), outcomeKnown]);
});

test('what a function of the caller throws counts for more than other faults, and hides no open create', async () => {
  const sandbox = createSandbox({ pendingMs: 0, processingMs: 0 });
  let creates = 0;
  const lost = deaf(sandbox);
  const fetch = ((url: string, init: RequestInit) =>
    // The second of three is answered, the others are not.
    (url.endsWith('/text_to_image') && ++creates !== 2 ? lost : sandbox.fetch)(
      url,
      init,
    )) as typeof globalThis.fetch;
  const options = { ...sandbox.clientOptions, fetch, maxRetries: 0 };
  const model = createFluxKontext(options).image('flux-kontext-pro', {
    pollIntervalMs: 1,
    onCreated: refuse,
  });
  const error = await rejection(generateImage({ model, prompt, n: 3 }));
  expect(error).toMatchObject({ name: 'RunApiError', outcomeKnown: false, taskId: sandbox.tasks[1]?.id });
  const { message, idempotencyKey } = error as NetworkError;
  expect(message).toMatch(
    /^A function of yours threw: db is down\. Task (\w+) goes on: .*wait\('\1'\)\. More/,
  );
  expect(message.endsWith(`repeat the call with idempotencyKey '${idempotencyKey}' and n: 3.`)).toBe(true);
});

test('a passing fault is repeated by the client alone, under one key', async () => {
  const { sandbox, model, creates } = setUp();
  sandbox.fail({ status: 503, on: 'create', times: 2 });
  await generateImage({ model, prompt });
  const keys = creates().map(({ headers }) => new Headers(headers).get('idempotency-key'));
  expect([keys.length, new Set(keys).size, sandbox.tasks.length]).toEqual([3, 1, 1]);
});

test('what the client gives up on is not begun again by the AI SDK', async () => {
  const { sandbox, model, creates } = setUp({}, { maxRetries: 0 });
  sandbox.fail({ status: 500, on: 'create', times: 9 });
  const error = await rejection(generateImage({ model, prompt, maxRetries: 5 }));
  expect(error).toBeInstanceOf(ServerError);
  expect(error).toHaveProperty('idempotencyKey');
  expect(creates()).toHaveLength(1);
});

test('a call that is repeated with its idempotency key gives the same pictures, paid for once', async () => {
  const { sandbox, model } = setUp();
  const call = { model, prompt, n: 2, providerOptions: { fluxKontext: { idempotencyKey: 'order-7' } } };
  const first = await generateImage(call);
  const again = await generateImage(call);
  expect(sandbox.tasks).toHaveLength(2);
  const keys = sandbox.requests.flatMap(({ headers }) => new Headers(headers).get('idempotency-key') ?? []);
  expect([...new Set(keys)].sort()).toEqual(['order-7', 'order-7#2']);
  expect(again.images.map(({ base64 }) => base64)).toEqual(first.images.map(({ base64 }) => base64));
});

test('an abort ends the call at once, with the id of the task', async () => {
  const { sandbox, model } = setUp(
    { processingMs: 60_000 },
    {},
    { onCreated: () => controller.abort('tea') },
  );
  const controller = new AbortController();
  const error = await rejection(generateImage({ model, prompt, abortSignal: controller.signal }));
  expect(error).toBeInstanceOf(AbortError);
  expect(error).toMatchObject({ cause: 'tea', taskId: sandbox.tasks[0]?.id });
});

test('an abort while some pictures are made names all the tasks', async () => {
  const controller = new AbortController();
  let completed = 0;
  const { sandbox, model } = setUp(
    {},
    {},
    {
      onUpdate: ({ status }) => {
        if (status === 'completed' && ++completed === 2) controller.abort();
      },
    },
  );
  sandbox.fail({ status: 'network', on: 'get', times: 1 });
  const error = await rejection(generateImage({ model, prompt, n: 3, abortSignal: controller.signal }));
  expect(error).toBeInstanceOf(AbortError);
  const { message, taskId } = error as AbortError;
  for (const { id } of sandbox.tasks) expect(`${message} ${taskId}`).toContain(id);
});

test('who gives up gets an AbortError, also when some pictures are made and others failed', async () => {
  const controller = new AbortController();
  let fetched = 0;
  const { sandbox, model } = setUp(
    {},
    {
      fetch: (async (url: string, init: RequestInit) => {
        if (url.includes('/api/') || fetched++ === 0) return sandbox.fetch(url, init);
        // The first picture is there when the second is asked for, and then the user has enough.
        setImmediate(() => controller.abort());
        return new Promise(() => {});
      }) as typeof fetch,
    },
  );
  sandbox.fail({ status: 402, on: 'create' });
  const error = await rejection(generateImage({ model, prompt, n: 4, abortSignal: controller.signal }));
  expect(error).toBeInstanceOf(AbortError);
  const { message, taskId } = error as AbortError;
  for (const { id } of sandbox.tasks) expect(`${message} ${taskId}`).toContain(id);
});

test('a picture that can not be fetched is not lost: the error has its task', async () => {
  const sandbox = createSandbox({ pendingMs: 0, processingMs: 0 });
  const fetch = (async (url: string, init?: RequestInit) =>
    url.includes('/api/')
      ? sandbox.fetch(url, init)
      : new Response('gone', { status: 404 })) as typeof globalThis.fetch;
  const model = createFluxKontext({ ...sandbox.clientOptions, fetch }).image('flux-kontext-pro', {
    pollIntervalMs: 1,
  });
  const error = await rejection(generateImage({ model, prompt }));
  const taskId = sandbox.tasks[0]?.id;
  expect(error).toBeInstanceOf(NotFoundError);
  expect(error).toMatchObject({
    taskId,
    message: expect.stringContaining(`client.textToImage.get('${taskId}')`),
  });
});

test('each task is told of before it is first asked for', async () => {
  const told: string[] = [];
  const asked: string[] = [];
  const { sandbox, model } = setUp(
    {},
    {},
    {
      onCreated: ({ id }) => {
        told.push(id);
        asked.push(...sandbox.requests.filter(({ path }) => path.endsWith(id)).map(({ path }) => path));
      },
    },
  );
  await generateImage({ model, prompt, n: 2 });
  expect(told.sort()).toEqual(sandbox.tasks.map(({ id }) => id).sort());
  expect(asked).toEqual([]);
});

test('of creates without an answer one key is told, and it leads to all of their tasks', async () => {
  const { sandbox, model } = setUp({}, { maxRetries: 0 });
  // All but the first are made, and nobody hears of it.
  sandbox.fail({ status: 402, on: 'create' });
  const lost = { ...sandbox.clientOptions, maxRetries: 0, fetch: deaf(sandbox) };
  const unanswered = createFluxKontext(lost).image('flux-kontext-pro', { pollIntervalMs: 1 });
  const error = await rejection(generateImage({ model: unanswered, prompt, n: 3 }));
  expect(error).toMatchObject({ name: 'NetworkError', outcomeKnown: false });
  expect(sandbox.tasks).toHaveLength(2);

  const { idempotencyKey, message, stack } = error as NetworkError;
  expect(message.match(/idempotencyKey '\S+'[^.]*? to/g)).toEqual([
    `idempotencyKey '${idempotencyKey}' and n: 3 to`,
  ]);
  expect(stack).toContain(message);
  const { images } = await generateImage({
    model,
    prompt,
    n: 3,
    providerOptions: { fluxKontext: { idempotencyKey } },
  });
  expect([images.length, sandbox.tasks.length]).toEqual([3, 3]);
});

test('a warning of a create without an answer says how to get that picture alone', async () => {
  const { sandbox, model } = setUp();
  const { image } = await generateImage({ model, prompt });
  let creates = 0;
  const lost = deaf(sandbox);
  const fetch = ((url: string, init: RequestInit) =>
    (url.endsWith('/text_to_image') && ++creates === 2 ? lost : sandbox.fetch)(
      url,
      init,
    )) as typeof globalThis.fetch;
  const options = { ...sandbox.clientOptions, fetch, maxRetries: 0 };
  const flaky = createFluxKontext(options).image('flux-kontext-pro', { pollIntervalMs: 1 });
  const text = 'Make it snow';
  const { warnings } = await generateImage({
    model: flaky,
    prompt: { text, images: [image.uint8Array] },
    n: 2,
  });
  const said = /with idempotencyKey '(\S+#2)' and n: 1 to .* uploaded as: (\S+)$/;
  expect(warnings).toMatchObject([{ message: expect.stringMatching(said) }]);
  const [, idempotencyKey = '', url = ''] = said.exec((warnings[0] as { message: string }).message) ?? [];
  await generateImage({
    model,
    prompt: { text, images: [url] },
    n: 1,
    providerOptions: { fluxKontext: { idempotencyKey } },
  });
  expect(sandbox.tasks).toHaveLength(3); // the first picture, and the two edits
});

test('an edit whose create had no answer can be repeated: the error says what its bytes were uploaded as', async () => {
  const { sandbox, model } = setUp();
  const { image } = await generateImage({ model, prompt });
  const lost = { ...sandbox.clientOptions, maxRetries: 0, fetch: deaf(sandbox) };
  const unanswered = createFluxKontext(lost).image('flux-kontext-pro', { pollIntervalMs: 1 });
  const text = 'Make it snow';
  const error = await rejection(
    generateImage({ model: unanswered, prompt: { text, images: [image.uint8Array] } }),
  );
  const [, url] = /and no second\. In place of .* uploaded as: (\S+)$/.exec((error as Error).message) ?? [];
  const { idempotencyKey } = error as NetworkError;
  await generateImage({
    model,
    prompt: { text, images: [String(url)] },
    providerOptions: { fluxKontext: { idempotencyKey } },
  });
  expect(sandbox.tasks).toHaveLength(2); // the first picture, and the edit
});

test.each([
  ['onCreated', { onCreated: () => refuse() }],
  ['onUpdate', { onUpdate: () => refuse() }],
])('what %s throws ends the call, makes nothing anew, and leaves no task unnamed', async (_, options) => {
  const { sandbox, model } = setUp({}, {}, options);
  const error = await rejection(generateImage({ model, prompt, n: 3 }));
  expect(error).toMatchObject({ name: 'RunApiError', cause: { message: 'db is down' } });
  expect(sandbox.tasks).toHaveLength(3);
  for (const { id } of sandbox.tasks) expect((error as Error).message).toContain(id);
});

test('an error that the AI SDK would try again, of a call within onCreated, does not begin the call anew', async () => {
  const passing = new APICallError({ message: 'busy', url: '', requestBodyValues: {}, statusCode: 503 });
  expect(passing.isRetryable).toBe(true);
  const onCreated = () => {
    throw passing;
  };
  const { sandbox, model } = setUp({}, {}, { onCreated });
  const error = await rejection(generateImage({ model, prompt }));
  expect(error).toMatchObject({ cause: passing, taskId: sandbox.tasks[0]?.id });
  expect(sandbox.tasks).toHaveLength(1);
});

test.each([
  ['nothing that can be read', Object.create(null)],
  [
    'what throws when it is looked at',
    {
      toString() {
        throw new APICallError({ message: 'busy', url: '', requestBodyValues: {}, statusCode: 503 });
      },
    },
  ],
  ['a frozen error of ours', Object.freeze(new ServerError('frozen'))],
  ['an error of ours about another task', new ServerError('of another', { taskId: 'task_of_another' })],
])('whatever a function of the caller throws, the task is told: %s', async (_, thrown) => {
  const onCreated = () => {
    throw thrown;
  };
  const { sandbox, model } = setUp({}, {}, { onCreated });
  const before = String((thrown as Error).message);
  for (const place of [0, 1]) {
    const error = await rejection(generateImage({ model, prompt }));
    expect(error).toMatchObject({ name: 'RunApiError', taskId: sandbox.tasks[place]?.id });
    expect((error as Error).cause).toBe(thrown);
  }
  expect(String((thrown as Error).message)).toBe(before);
  expect(sandbox.tasks).toHaveLength(2);
});

test('what nobody foresaw leads to the task by the key, and is not repeated', async () => {
  const sandbox = createSandbox({ pendingMs: 0, processingMs: 0 });
  const signal = {
    aborted: false,
    addEventListener() {
      throw new APICallError({ message: 'busy', url: '', requestBodyValues: {}, statusCode: 503 });
    },
    removeEventListener() {},
  } as unknown as AbortSignal;
  const model = createFluxKontext(sandbox.clientOptions).image('flux-kontext-pro');
  const error = await rejection(model.doGenerate({ ...NOTHING, prompt, abortSignal: signal }));
  expect(error).toMatchObject({ name: 'RunApiError', idempotencyKey: expect.any(String) });
  expect((error as Error).message).toMatch(/not foreseen: busy\.$/);
});

test("the id of a picture's task is the task's own, whatever the service says of the picture", async () => {
  const { sandbox, model } = setUp(
    {},
    {
      fetch: (async (url: string, init?: RequestInit) => {
        const response = await sandbox.fetch(url, init);
        const task = url.includes('/text_to_image/') ? await response.json() : undefined;
        const [image] = task?.images ?? [];
        return image
          ? Response.json({ ...task, images: [{ ...image, taskId: 'forged' }] })
          : task
            ? Response.json(task)
            : response;
      }) as typeof fetch,
    },
  );
  const { providerMetadata } = await generateImage({ model, prompt });
  expect(providerMetadata['fluxKontext']).toMatchObject({ images: [{ taskId: sandbox.tasks[0]?.id }] });
});

test('what one onCreated of several throws is no warning: the call ends', async () => {
  let count = 0;
  const { sandbox, model } = setUp({}, {}, { onCreated: () => (++count === 2 ? refuse() : undefined) });
  sandbox.fail({ status: 402, on: 'create' });
  expect(await rejection(generateImage({ model, prompt, n: 3 }))).toHaveProperty(
    'cause.message',
    'db is down',
  );
});

test('a missing picture is told with its task, or with the key that leads to it', async () => {
  const { sandbox, model } = setUp();
  sandbox.fail({ status: 402, on: 'create' });
  const call = { model, prompt, n: 2, providerOptions: { fluxKontext: { idempotencyKey: 'order-7' } } };
  const { warnings } = await generateImage(call);
  expect(warnings).toMatchObject([
    { message: expect.stringContaining("missing, idempotencyKey 'order-7': POST") },
  ]);

  sandbox.fail({ status: 404, on: 'image' });
  const second = await generateImage({ model, prompt, n: 2 });
  expect(second.warnings).toMatchObject([{ message: expect.stringMatching(/missing, task task_\w+: GET/) }]);
});

test('what a picture is called decides only where its bytes do not', async () => {
  const { sandbox, model } = setUp();
  const { image } = await generateImage({ model, prompt });
  const heic = new Uint8Array([0, 0, 0, 24, ...Buffer.from('ftypheic'), 0, 0, 0, 0]);
  const upload = (mediaType: string, data: Uint8Array) =>
    model.doGenerate({ ...NOTHING, prompt, files: [{ type: 'file', mediaType, data }] }).catch(() => {});
  await upload('image/heic', heic);
  await upload('image/*', image.uint8Array);
  await upload('image/png', image.uint8Array); // what the AI SDK says when it does not know
  const prepared = sandbox.requests.filter(({ path }) => path.endsWith('/prepare'));
  const types = prepared.map(({ body }) => (body as { content_type: string }).content_type);
  expect(types).toEqual(['image/heic', 'image/jpeg', 'image/jpeg']);
});

test('a callback to this machine is fine where the service is on it, for an edit of bytes too', async () => {
  const { sandbox, model } = setUp({ fetch: async () => new Response(null, { status: 200 }) });
  const { image } = await generateImage({ model, prompt });
  await generateImage({
    model,
    prompt: { text: 'Make it snow', images: [image.uint8Array] },
    providerOptions: { fluxKontext: { callback_url: 'http://localhost:3000/hook' } },
  });
  expect(sandbox.tasks[1]?.params).toMatchObject({ callback_url: 'http://localhost:3000/hook' });
});

test('it says who it is, and when it was asked', async () => {
  const { model } = setUp();
  const before = Date.now();
  const { responses } = await generateImage({ model, prompt });
  expect(model).toMatchObject({ specificationVersion: 'v3', provider: 'runapi.flux-kontext' });
  expect(responses).toMatchObject([{ modelId: 'flux-kontext-pro' }]);
  expect(Number(responses[0]?.timestamp)).toBeGreaterThanOrEqual(before);
});

test('the picture is fetched as the client was told to, with no retry and no more time', async () => {
  const sandbox = createSandbox({ pendingMs: 0, processingMs: 0 });
  let fetched = 0;
  const fetch = (async (url: string, init?: RequestInit) => {
    if (url.includes('/api/')) return sandbox.fetch(url, init);
    fetched++;
    return new Promise(() => {});
  }) as typeof globalThis.fetch;
  const options = { ...sandbox.clientOptions, fetch, maxRetries: 0, timeoutMs: 200 };
  const model = createFluxKontext(options).image('flux-kontext-pro', { pollIntervalMs: 1 });
  const error = await rejection(generateImage({ model, prompt }));
  expect(error).toMatchObject({ name: 'TimeoutError', taskId: sandbox.tasks[0]?.id });
  expect(fetched).toBe(1);
});

test('a task with two pictures gives both', async () => {
  const { sandbox, model } = setUp(
    {},
    {
      fetch: (async (url: string, init?: RequestInit) => {
        const response = await sandbox.fetch(url, init);
        const task = url.includes('/text_to_image/') ? await response.json() : undefined;
        return task ? Response.json({ ...task, images: [...task.images, ...task.images] }) : response;
      }) as typeof fetch,
    },
  );
  const { images, providerMetadata } = await generateImage({ model, prompt });
  expect([images.length, providerMetadata['fluxKontext']?.images.length]).toEqual([2, 2]);
});

test('bytes that are no picture are refused and cost nothing', async () => {
  const { sandbox, model } = setUp();
  const error = await rejection(
    generateImage({ model, prompt: { text: prompt, images: [Buffer.from('hello')] } }),
  );
  expect(error).toBeInstanceOf(ValidationError);
  expect(sandbox.requests).toHaveLength(0);
});

test('base64 is uploaded as it is', async () => {
  const { sandbox, model } = setUp();
  const { image } = await generateImage({ model, prompt });
  await model.doGenerate({
    ...NOTHING,
    prompt: 'Make it snow',
    files: [{ type: 'file', mediaType: 'image/jpeg', data: image.base64 }],
    headers: { 'X-Trace': undefined },
  });
  expect(sandbox.requests.filter(({ path }) => path.startsWith('/api/v1/files'))).toHaveLength(1);
  expect(sandbox.tasks[1]?.params['input_image']).toMatch(/^http/);
});

test('an abort ends an upload, and its headers go along', async () => {
  const controller = new AbortController();
  const seen: string[] = [];
  const { sandbox, model } = setUp(
    {},
    {
      fetch: (async (url: string, init: RequestInit) => {
        if (!url.endsWith('/files/prepare')) return sandbox.fetch(url, init);
        seen.push(String(new Headers(init.headers).get('x-trace')));
        controller.abort('tea');
        return new Promise(() => {});
      }) as typeof fetch,
    },
  );
  const { image } = await generateImage({ model, prompt });
  const error = await rejection(
    generateImage({
      model,
      prompt: { text: 'Make it snow', images: [image.uint8Array] },
      abortSignal: controller.signal,
      headers: { 'X-Trace': 'abc' },
    }),
  );
  expect(error).toMatchObject({ name: 'AbortError', cause: 'tea' });
  expect(seen).toEqual(['abc']);
});

test("a User-Agent of the caller's own counts for more than the client's", async () => {
  const { sandbox, model } = setUp();
  await generateImage({ model, prompt, headers: { 'User-Agent': 'mine/1' } });
  expect(new Headers(sandbox.requests[0]?.headers).get('user-agent')).toMatch(/^mine\/1 ai\//);
});

const picture = 'https://cdn.example.com/source.jpg';
const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1]);
/** An edit of `picture`, and what else `generateImage` is called with. */
const edit = (images: (string | Uint8Array)[], more: object = {}): object => ({
  prompt: { text: prompt, images },
  ...more,
});
const own = (fluxKontext: unknown, more: object = {}): object => ({
  prompt,
  providerOptions: { fluxKontext },
  ...more,
});

test.each<[string, object, string, RegExp]>([
  ['a mask', { prompt: { text: prompt, images: [picture], mask: picture } }, 'prompt.mask', /in the prompt/],
  ['two pictures', edit([picture, picture]), 'prompt.images', /one picture to edit, not 2/],
  ['an edit of nothing', edit([]), 'prompt.images', /is empty/],
  ['what is no picture', edit(['data:text/plain;base64,aGVsbG8=']), 'prompt.images', /is text\/plain/],
  [
    'a picture twice',
    edit([picture], { providerOptions: { fluxKontext: { input_image: picture } } }),
    'prompt.images',
    /fluxKontext\.input_image: give one/,
  ],
  [
    'a picture twice, under its newer name',
    edit([picture], { providerOptions: { fluxKontext: { source_image_url: picture } } }),
    'prompt.images',
    /fluxKontext\.source_image_url: give one/,
  ],
  [
    'bytes with a key, which a repeat could not have',
    edit([JPEG], { providerOptions: { fluxKontext: { idempotencyKey: 'order-7' } } }),
    'prompt.images',
    /takes a URL .*client\.files\.create/,
  ],
  [
    'bytes with a misspelt param',
    edit([JPEG], { providerOptions: { fluxKontext: { outputFormat: 'png' } } }),
    'outputFormat',
    /output_format/,
  ],
  [
    'a ratio twice',
    own({ aspect_ratio: '1:1' }, { aspectRatio: '1:1' }),
    'aspectRatio',
    /aspect_ratio: give one/,
  ],
  ['a ratio that there is not', { prompt, aspectRatio: '5:4' }, 'aspect_ratio', /21:9/],
  [
    'a size of a ratio that there is not',
    { prompt, size: '512x1024' },
    'size',
    /21:9.*512x1024.*aspectRatio/,
  ],
  ['no prompt', { prompt: { images: [picture] } }, 'prompt', /required/],
  ['a misspelt param', own({ outputFormat: 'png' }), 'outputFormat', /output_format/],
  [
    'a misspelt provider',
    { prompt, providerOptions: { fluxContext: {} } },
    'providerOptions.fluxContext',
    /mean fluxK/,
  ],
  [
    "the service's name",
    { prompt, providerOptions: { runapi: {} } },
    'providerOptions.runapi',
    /mean fluxKontext/,
  ],
  [
    "the provider's own name",
    { prompt, providerOptions: { 'runapi.flux-kontext': {} } },
    'providerOptions.runapi.flux-kontext',
    /mean fluxKontext/,
  ],
  ['options that are a list', own(['png']), 'providerOptions.fluxKontext', /an object, not/],
  [
    'options that are a Map',
    own(new Map([['output_format', 'png']])),
    'providerOptions.fluxKontext',
    /an object/,
  ],
  ['a size that is none', { prompt, size: '16x9x3' }, 'size', /21:9/],
  ['options that are null', own(null), 'providerOptions.fluxKontext', /an object, not null/],
  [
    'a misspelt key',
    own({ idempotency_key: 'order-7' }),
    'providerOptions.fluxKontext.idempotency_key',
    /fluxKontext: \{ idempotencyKey \}/,
  ],
  [
    'an option of the model',
    own({ maxWaitMs: 1 }),
    'providerOptions.fluxKontext.maxWaitMs',
    /image\(modelId, \{ maxW/,
  ],
  [
    'a key among the headers',
    { prompt, headers: { 'Idempotency-Key': 'x' } },
    'headers.idempotency-key',
    /fluxKontext: \{ idempotencyKey \}/,
  ],
  [
    'an API key among the headers',
    { prompt, headers: { Authorization: 'Bearer x' } },
    'headers.authorization',
    /createFluxKontext\(\{ apiKey \}\)/,
  ],
  ['half a picture', { prompt, n: 0.5, maxImagesPerCall: 1 }, 'n', /1 to 1000, not 0\.5/],
  ['more pictures than anyone means', { prompt, n: 1_001 }, 'n', /1 to 1000, not 1001/],
  ['a key that is no text', own({ idempotencyKey: 42 }, { n: 2 }), 'idempotencyKey', /a string of 1 to 512/],
  ['an empty key', own({ idempotencyKey: '' }, { n: 2 }), 'idempotencyKey', /1 to 512/],
  [
    'a key without room for its number',
    own({ idempotencyKey: 'x'.repeat(511) }, { n: 2 }),
    'idempotencyKey',
    /512/,
  ],
])('%s is refused before anything is sent', async (_, call, path, said) => {
  const { sandbox, model } = setUp();
  const error = await rejection(generateImage({ model, prompt: '', ...call }));
  expect(error).toBeInstanceOf(ValidationError);
  expect((error as ValidationError).issues).toEqual([{ path, message: expect.stringMatching(said) }]);
  expect(sandbox.requests).toHaveLength(0);
});

test.each([
  ['a model that there is not', 'flux-kontext-ultra', {}, 'modelId', /flux-kontext-pro or flux-kontext-max/],
  ['a misspelt option', 'flux-kontext-pro', { pollInterval: 5 }, 'pollInterval', /pollIntervalMs/],
  ['an option that can not be', 'flux-kontext-pro', { maxWaitMs: -1 }, 'maxWaitMs', /at least 0/],
  [
    'a key for all pictures',
    'flux-kontext-pro',
    { idempotencyKey: 'x' },
    'idempotencyKey',
    /providerOptions/,
  ],
  ['what is no function', 'flux-kontext-pro', { onCreated: 'x' }, 'onCreated', /a function/],
])('%s is refused when the model is made', (_, modelId, options, path, said) => {
  const { provider } = setUp();
  const make = () => provider.image(modelId as 'flux-kontext-pro', options as ImageModelOptions);
  expect(make).toThrow(ValidationError);
  expect(make).toThrow(said);
  expect(make).toThrow(expect.objectContaining({ issues: [expect.objectContaining({ path })] }));
});

test('it has pictures alone', () => {
  const { provider } = setUp();
  expect(provider.specificationVersion).toBe('v3');
  const issues = [expect.objectContaining({ path: 'modelId' })];
  expect(() => provider.languageModel('flux-kontext-pro')).toThrow(expect.objectContaining({ issues }));
  expect(() => provider.embeddingModel('x')).toThrow(/pictures/);
});

test('it can stand in a registry', async () => {
  const { provider, sandbox } = setUp();
  const registry = createProviderRegistry({ runapi: provider });
  await generateImage({ model: registry.imageModel('runapi:flux-kontext-max'), prompt });
  expect(sandbox.tasks[0]?.params).toMatchObject({ model: 'flux-kontext-max' });
});

test('its client goes on with what an error told of', async () => {
  const { sandbox, provider, model } = setUp({ processingMs: 20 }, {}, { maxWaitMs: 0 });
  const error = await rejection(generateImage({ model, prompt }));
  expect(error).toMatchObject({ name: 'TaskTimeoutError', taskId: sandbox.tasks[0]?.id });
  const { taskId } = error as { taskId: string };
  const { images } = await provider.client.textToImage.wait(taskId, { pollIntervalMs: 10 });
  expect(images).toHaveLength(1);
});

test('without options it reads the environment, when it is first used', async () => {
  vi.stubEnv('RUNAPI_API_KEY', undefined);
  const model = fluxKontext.image('flux-kontext-pro', { pollIntervalMs: 1 });
  expect(await rejection(generateImage({ model, prompt }))).toBeInstanceOf(AuthenticationError);

  const sandbox = createSandbox({ pendingMs: 0, processingMs: 0 });
  const { url, close } = await sandbox.listen();
  onTestFinished(close);
  vi.stubEnv('RUNAPI_API_KEY', sandbox.apiKey);
  vi.stubEnv('RUNAPI_BASE_URL', url);
  const { image } = await generateImage({ model, prompt });
  expect(image.mediaType).toBe('image/jpeg');
  expect(fluxKontext.client).toBe(fluxKontext.client);
});

test('a key that is none is refused where the provider is made', () => {
  vi.stubEnv('RUNAPI_API_KEY', undefined);
  expect(() => createFluxKontext()).toThrow(AuthenticationError);
});
