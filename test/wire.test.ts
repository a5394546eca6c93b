import { expect, test } from 'vitest';
import { version } from '../package.json';
import { clientWith, KEY, params } from './support/clients.js';
import { fakeFetch } from './support/fake-fetch.js';
import { loopback } from './support/loopback.js';

const PATH = '/api/v1/flux_kontext/text_to_image';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const created = { status: 202, body: { id: 'task_1' } };
const done = { body: { id: 'task_1', status: 'completed', images: [{ url: 'https://cdn.test/1.png' }] } };

test('create is one POST to the endpoint, with the headers that the wire names', async () => {
  const { url, seen } = await loopback(created);
  await clientWith({ baseUrl: url }).textToImage.create(params);

  expect(seen.map(({ method, target }) => `${method} ${target}`)).toEqual([`POST ${PATH}`]);
  expect(seen[0]?.headers).toMatchObject({
    authorization: `Bearer ${KEY}`,
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': `@runapi.ai/flux-kontext/${version} node/${process.versions.node}`,
    'idempotency-key': expect.stringMatching(UUID),
  });
  expect(seen[0]?.headers).not.toHaveProperty('x-client-request-id');
});

test('get is one GET of the task, without a body, a content type or an idempotency key', async () => {
  const { url, seen } = await loopback(done);
  await clientWith({ baseUrl: url }).textToImage.get('task_1');

  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({ method: 'GET', target: `${PATH}/task_1`, body: '' });
  expect(seen[0]?.headers).toMatchObject({
    authorization: `Bearer ${KEY}`,
    accept: 'application/json',
    'user-agent': `@runapi.ai/flux-kontext/${version} node/${process.versions.node}`,
  });
  for (const name of ['content-type', 'content-length', 'transfer-encoding', 'idempotency-key'])
    expect(seen[0]?.headers).not.toHaveProperty(name);
});

test('run is the POST and then a GET for each poll', async () => {
  const { url, seen } = await loopback(created, { body: { id: 'task_1', status: 'pending' } }, done);
  await clientWith({ baseUrl: url }).textToImage.run(params, { pollIntervalMs: 1 });

  expect(seen.map(({ method, target }) => `${method} ${target}`)).toEqual([
    `POST ${PATH}`,
    `GET ${PATH}/task_1`,
    `GET ${PATH}/task_1`,
  ]);
});

test('wait asks for the task and for nothing else', async () => {
  const { url, seen } = await loopback(done);
  await clientWith({ baseUrl: url }).textToImage.wait('task_1');

  expect(seen.map(({ method, target }) => `${method} ${target}`)).toEqual([`GET ${PATH}/task_1`]);
});

test.each(['', '/', '//', '/gateway', '/gateway/', '/a/b', '/a/b///', '/with%20blank/'])(
  'a base URL may end in %j',
  async (end) => {
    const { url, seen } = await loopback(created, done);
    const { textToImage } = clientWith({ baseUrl: url + end });
    await textToImage.create(params);
    await textToImage.get('task_1');

    const prefix = end.replace(/\/+$/, '');
    expect(seen.map(({ target }) => target)).toEqual([prefix + PATH, `${prefix}${PATH}/task_1`]);
  },
);

test('every param is sent as it was given, under its own name, and nothing is added', async () => {
  const { url, seen } = await loopback(created);
  const all = {
    model: 'flux-kontext-max',
    prompt: 'Ein Leuchtturm – 灯台, 🗼 "quoted"\nand a second line',
    aspect_ratio: '9:16',
    output_format: 'png',
    input_image: 'https://cdn.example.com/source.jpg?size=l&x=%20',
    enable_translation: false,
    callback_url: 'https://your.app/webhooks/runapi/flux-kontext',
    safety_tolerance: 0,
    enable_prompt_expansion: true,
    watermark: '',
    upload_cn: false,
  } as const;
  await clientWith({ baseUrl: url }).textToImage.create(all);

  expect(seen[0]?.body).toBe(JSON.stringify(all));
  expect(seen[0]?.headers['content-length']).toBe(String(Buffer.byteLength(JSON.stringify(all))));
});

test.each([
  ['source_image_url', 'https://cdn.example.com/source.jpg'],
  ['prompt_upsampling', true],
])('the other name %s is sent as the caller wrote it', async (name, value) => {
  const { url, seen } = await loopback(created);
  await clientWith({ baseUrl: url }).textToImage.create({ ...params, [name]: value });

  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ ...params, [name]: value });
});

test('a param that is undefined is left out', async () => {
  const { url, seen } = await loopback(created);
  await clientWith({ baseUrl: url }).textToImage.create({
    ...params,
    aspect_ratio: undefined,
    input_image: undefined,
  });

  expect(seen[0]?.body).toBe(JSON.stringify(params));
});

test('what a wrapper of fetch adds to the headers of one request is on no other', async () => {
  const seen: (string | undefined)[] = [];
  const fetch: typeof globalThis.fetch = async (_, init) => {
    const headers = init?.headers as Record<string, string>;
    seen.push(headers['X-Trace']);
    headers['X-Trace'] ??= `trace ${seen.length}`;
    return new Response('{"id":"task_1","status":"pending"}');
  };
  const { textToImage } = clientWith({ fetch });
  for (let call = 0; call < 3; call++) await textToImage.get('task_1');
  expect(seen).toEqual([undefined, undefined, undefined]);
});

test('extraBody goes beside the params', async () => {
  const { url, seen } = await loopback(created);
  await clientWith({ baseUrl: url }).textToImage.create(params, {
    extraBody: { seed: 7, nested: { a: [1, null] }, nothing: undefined },
  });

  expect(seen[0]?.body).toBe(JSON.stringify({ ...params, seed: 7, nested: { a: [1, null] } }));
});

test('each create has an idempotency key of its own', async () => {
  const { url, seen } = await loopback(created);
  const { textToImage } = clientWith({ baseUrl: url });
  for (let call = 0; call < 3; call++) await textToImage.create(params);

  expect(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(3);
});

test('every attempt of a create sends the same bytes under the same idempotency key', async () => {
  const { url, seen } = await loopback({ status: 503 }, { status: 455 }, { status: 500 }, created);
  await clientWith({ baseUrl: url, maxRetries: 3 }).textToImage.create(params);

  const attempts = seen.map(({ headers, body }) => `${headers['idempotency-key']} ${body}`);
  expect(attempts).toHaveLength(4);
  expect(new Set(attempts).size).toBe(1);
  expect(seen[0]?.headers['idempotency-key']).toMatch(UUID);
});

test("the caller's own idempotency key goes with the POST of a run, and with no poll", async () => {
  const { url, seen } = await loopback(created, { body: { id: 'task_1', status: 'processing' } }, done);
  const idempotencyKey = `order-42/${'x'.repeat(503)}`;
  expect(idempotencyKey).toHaveLength(512);
  await clientWith({ baseUrl: url }).textToImage.run(params, { idempotencyKey, pollIntervalMs: 1 });

  expect(seen.map(({ headers }) => headers['idempotency-key'])).toEqual([
    idempotencyKey,
    undefined,
    undefined,
  ]);
});

test("the caller's request id goes with every request of the call", async () => {
  const { url, seen } = await loopback(created, done);
  await clientWith({ baseUrl: url }).textToImage.run(params, { clientRequestId: 'cart 17 ~!' });

  expect(seen.map(({ headers }) => headers['x-client-request-id'])).toEqual(['cart 17 ~!', 'cart 17 ~!']);
});

test("the caller's headers are sent, and those of the call win whatever their case", async () => {
  const { url, seen } = await loopback(created);
  const client = clientWith({ baseUrl: url, headers: { 'X-Team': 'red', 'X-Shop': '1' } });
  await client.textToImage.create(params, { headers: { 'x-team': 'blue' } });
  await client.textToImage.create(params);

  expect(seen.map(({ headers }) => [headers['x-team'], headers['x-shop']])).toEqual([
    ['blue', '1'],
    ['red', '1'],
  ]);
});

test('an id is one segment of the path, whatever printable characters it holds', async () => {
  const { url, seen } = await loopback(done);
  await clientWith({ baseUrl: url }).textToImage.get('a:b;c=d&e@f+g,h$"<>{}|^`');

  expect(seen[0]?.target).toBe(`${PATH}/a%3Ab%3Bc%3Dd%26e%40f%2Bg%2Ch%24%22%3C%3E%7B%7D%7C%5E%60`);
});

test.each([200, 201, 202])('a create may be answered with %d', async (status) => {
  const { url } = await loopback({ status, body: { id: 'task_1' } });

  expect(await clientWith({ baseUrl: url }).textToImage.create(params)).toEqual({ id: 'task_1' });
});

test('fields that this version does not know reach the caller', async () => {
  const billing = { credits: 4, '__proto__ ': null };
  const task = {
    ...done.body,
    images: [{ url: 'https://cdn.test/1.png', origin_url: 'o', seed: 9 }],
    billing,
  };
  const { url } = await loopback({ status: 202, body: { id: 'task_1', queue: 3, billing } }, { body: task });
  const { textToImage } = clientWith({ baseUrl: url });

  expect(await textToImage.create(params)).toEqual({ id: 'task_1', queue: 3, billing });
  expect(await textToImage.get('task_1')).toEqual(task);
  expect(await textToImage.wait('task_1')).toEqual(task);
});

test.each([
  { id: 'task_1', status: 'pending' },
  { id: 'task_1', status: 'processing', images: [] },
  { id: 'task_1', status: 'failed' },
  { id: 'task_1', status: 'failed', error: 'nsfw' },
  { id: 'task_1', status: 'moderated', images: null, hint: 'of a later version' },
])('get gives the task as it is: %j', async (task) => {
  const { url } = await loopback({ body: task });

  expect(await clientWith({ baseUrl: url }).textToImage.get('task_1')).toEqual(task);
});

test('a status that is not known means that the task is not finished yet', async () => {
  const { url, seen } = await loopback(
    created,
    { body: { id: 'task_1', status: 'queued' } },
    { body: { id: 'task_1', status: 'Completed' } },
    done,
  );
  const updates: string[] = [];
  const result = await clientWith({ baseUrl: url }).textToImage.run(params, {
    pollIntervalMs: 1,
    onUpdate: (task) => updates.push(task.status),
  });

  expect(result.images[0].url).toBe('https://cdn.test/1.png');
  expect(updates).toEqual(['queued', 'Completed', 'completed']);
  expect(seen).toHaveLength(4);
});

test('reads ask every cache on the way to stay out of it', async () => {
  const { url, seen } = await loopback(done);
  await clientWith({ baseUrl: url }).textToImage.get('task_1');

  expect(seen[0]?.headers['cache-control']).toBe('no-cache');
});

test('a GET has no body, whatever fetchOptions brings', async () => {
  const { fetch, asked } = fakeFetch({ status: 200, ...done });
  await clientWith({ fetch, fetchOptions: { body: 'smuggled' } as object }).textToImage.get('task_1');
  expect(asked[0]?.init.body ?? null).toBeNull();
});
