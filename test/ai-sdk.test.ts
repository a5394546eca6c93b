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
  ['1024x1024', '1:1', 'compatibility'],
  ['1920x1080', '16:9', 'compatibility'],
  ['1000x999', undefined, 'unsupported'],
] as const)('of the size %s the ratio %s is asked for, with a warning', async (size, ratio, type) => {
  const { sandbox, model } = setUp();
  const { warnings } = await generateImage({ model, prompt, size });
  expect(sandbox.tasks[0]?.params).toEqual({
    model: 'flux-kontext-pro',
    prompt,
    ...(ratio && { aspect_ratio: ratio }),
  });
  expect(warnings).toEqual([{ type, feature: 'size', details: expect.stringContaining(ratio ?? '21:9') }]);
});

test('a ratio counts for more than a size, and a seed is told to be of no use', async () => {
  const { sandbox, model } = setUp();
  const { warnings } = await generateImage({ model, prompt, size: '1024x1024', aspectRatio: '3:4', seed: 7 });
  expect(sandbox.tasks[0]?.params).toMatchObject({ aspect_ratio: '3:4' });
  expect(warnings).toMatchObject([{ type: 'unsupported', feature: 'size' }, { feature: 'seed' }]);
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
  for (const { id } of sandbox.tasks) expect((error as Error).message).toContain(id);
  expect(sandbox.tasks).toHaveLength(3);
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

  const { idempotencyKey, message } = error as NetworkError;
  expect(message).toContain(`idempotencyKey '${idempotencyKey}' and n: 3`);
  const { images } = await generateImage({
    model,
    prompt,
    n: 3,
    providerOptions: { fluxKontext: { idempotencyKey } },
  });
  expect([images.length, sandbox.tasks.length]).toEqual([3, 3]);
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
  const [, url] = /uploaded as: (\S+)$/.exec((error as Error).message) ?? [];
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

test('what one onCreated of several throws is no warning: the call ends', async () => {
  let count = 0;
  const { model } = setUp({}, {}, { onCreated: () => (++count === 2 ? refuse() : undefined) });
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
  expect(warnings).toMatchObject([{ message: expect.stringContaining("idempotencyKey 'order-7'") }]);
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
    prompt: 'Make it snow',
    n: 1,
    size: undefined,
    aspectRatio: undefined,
    seed: undefined,
    files: [{ type: 'file', mediaType: 'image/jpeg', data: image.base64 }],
    mask: undefined,
    providerOptions: {},
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
test.each([
  ['a mask', { prompt: { text: prompt, images: [picture], mask: picture } }, 'prompt.mask'],
  ['two pictures', { prompt: { text: prompt, images: [picture, picture] } }, 'prompt.images'],
  [
    'a picture twice',
    {
      prompt: { text: prompt, images: [picture] },
      providerOptions: { fluxKontext: { input_image: picture } },
    },
    'prompt.images',
  ],
  [
    'a picture twice, under its newer name',
    {
      prompt: { text: prompt, images: [picture] },
      providerOptions: { fluxKontext: { source_image_url: picture } },
    },
    'prompt.images',
  ],
  [
    'a ratio twice',
    { prompt, aspectRatio: '1:1' as const, providerOptions: { fluxKontext: { aspect_ratio: '1:1' } } },
    'aspectRatio',
  ],
  ['a ratio that there is not', { prompt, aspectRatio: '5:4' as const }, 'aspect_ratio'],
  ['no prompt', { prompt: { images: [picture] } }, 'prompt'],
  ['a misspelt param', { prompt, providerOptions: { fluxKontext: { outputFormat: 'png' } } }, 'outputFormat'],
  [
    'a misspelt provider',
    { prompt, providerOptions: { 'flux-kontext': {} } },
    'providerOptions.flux-kontext',
  ],
  ["the service's name", { prompt, providerOptions: { runapi: {} } }, 'providerOptions.runapi'],
  [
    'a misspelt key',
    { prompt, providerOptions: { fluxKontext: { idempotency_key: 'order-7' } } },
    'providerOptions.fluxKontext.idempotency_key',
  ],
  [
    'an option of the model',
    { prompt, providerOptions: { fluxKontext: { maxWaitMs: 1 } } },
    'providerOptions.fluxKontext.maxWaitMs',
  ],
  ['no picture at all', { prompt, n: 0.5, maxImagesPerCall: 1 }, 'n'],
  ['more pictures than anyone means', { prompt, n: 5e9 }, 'n'],
  ['an edit of nothing', { prompt: { text: prompt, images: [] } }, 'prompt.images'],
  [
    'what is no picture',
    { prompt: { text: prompt, images: ['data:text/plain;base64,aGVsbG8='] } },
    'prompt.images',
  ],
  [
    'bytes with a key, which a repeat could not have',
    {
      prompt: { text: prompt, images: [JPEG] },
      providerOptions: { fluxKontext: { idempotencyKey: 'order-7' } },
    },
    'prompt.images',
  ],
  [
    'bytes with a misspelt param',
    { prompt: { text: prompt, images: [JPEG] }, providerOptions: { fluxKontext: { outputFormat: 'png' } } },
    'outputFormat',
  ],
  [
    "the provider's own name",
    { prompt, providerOptions: { 'runapi.flux-kontext': {} } },
    'providerOptions.runapi.flux-kontext',
  ],
  [
    'options that are none',
    { prompt, providerOptions: { fluxKontext: ['png'] as unknown as Record<string, string> } },
    'providerOptions.fluxKontext',
  ],
  ['a key among the headers', { prompt, headers: { 'Idempotency-Key': 'x' } }, 'headers.idempotency-key'],
  [
    'a key that is no text',
    { prompt, n: 2, providerOptions: { fluxKontext: { idempotencyKey: 42 } } },
    'idempotencyKey',
  ],
  [
    'an empty key',
    { prompt, n: 2, providerOptions: { fluxKontext: { idempotencyKey: '' } } },
    'idempotencyKey',
  ],
  [
    'a key that has no room for its number',
    { prompt, n: 2, providerOptions: { fluxKontext: { idempotencyKey: 'x'.repeat(512) } } },
    'idempotencyKey',
  ],
])('%s is refused before anything is sent', async (_, call, path) => {
  const { sandbox, model } = setUp();
  const error = await rejection(generateImage({ model, ...call }));
  expect(error).toBeInstanceOf(ValidationError);
  expect((error as ValidationError).issues.map((issue) => issue.path)).toEqual([path]);
  expect(sandbox.requests).toHaveLength(0);
});

test.each([
  ['a model that there is not', 'flux-kontext-ultra', {}, 'modelId', /flux-kontext-pro or flux-kontext-max/],
  ['a misspelt option', 'flux-kontext-pro', { pollInterval: 5 }, 'pollInterval', /pollIntervalMs/],
  ['an option that can not be', 'flux-kontext-pro', { maxWaitMs: -1 }, 'maxWaitMs', /at least 0/],
  ['a key for all pictures', 'flux-kontext-pro', { idempotencyKey: 'x' }, 'idempotencyKey', /unknown option/],
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
  expect(() => provider.languageModel('flux-kontext-pro')).toThrow(ValidationError);
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
