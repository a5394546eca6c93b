import { expect, test } from 'vitest';
import { createSandbox } from '../../src/testing/index.js';
import { bodyOf, callsTo, idOf, PATH, params } from './support/calls.js';
import { overHttp } from './support/server.js';

type Base = Parameters<typeof callsTo>[0];

/** What a client and the service may say to each other, in order; for each answer, a name. */
async function exchanges(base: Base, fail: ReturnType<typeof createSandbox>['fail']) {
  const { create, get } = callsTo(base);
  const stranger = callsTo({ ...base, apiKey: 'runapi_someone_else' });
  const key = { 'Idempotency-Key': 'order-1', 'X-Client-Request-Id': 'job 7' };
  const id = await idOf(create());
  const declined = await idOf(create({ ...params, prompt: '[fail:content policy]' }));
  const image: string = (await bodyOf(get(id))).images[0].url;
  const at = (path: string, init?: RequestInit) => () => base.fetch(base.url + path, init);
  const failing = (status: number) => () => {
    fail({ status, retryAfter: 2 });
    return get(id);
  };

  const list: Record<string, () => Promise<Response>> = {
    'a create': () => create(params, key),
    'its repeat': () => create(params, key),
    'its key with other input': () => create({ ...params, prompt: 'Another' }, key),
    'a completed task': () => get(id, { 'X-Client-Request-Id': 'job 8' }),
    'a failed task': () => get(declined),
    'no such task': () => get('task_1'),
    'a wrong key': () => stranger.create(),
    'a wrong key, reading': () => stranger.get(id),
    'bad params': () => create({ model: 'flux', input_image: ['https://cdn.example.com/a.jpg'] }),
    'no JSON': () => create('{"prompt":'),
    'no body': () => create('', {}, { body: null }),
    'too much': () => create('a'.repeat(1024 * 1024 + 1)),
    'a wrong method': at(PATH, { method: 'PUT' }),
    'nothing there': at('/api/v2'),
    'an image': () => base.fetch(image),
    'an image, its head only': () => base.fetch(image, { method: 'HEAD' }),
    'no such image': at('/images/none.jpg'),
    'a rate limit': failing(429),
    maintenance: failing(455),
  };
  const answers: Record<string, unknown> = {};
  for (const [name, exchange] of Object.entries(list))
    answers[name] = await shown(await exchange(), base.url);
  return answers;
}

// What an HTTP connection adds by itself.
const OF_THE_CONNECTION = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding'];

/** An answer without what must differ: ids, and where the face is. */
async function shown(answer: Response, origin: string) {
  const headers = [...answer.headers].filter(([name]) => !OF_THE_CONNECTION.includes(name));
  const body = Buffer.from(await answer.arrayBuffer()).toString('latin1');
  return JSON.stringify({ status: answer.status, headers, body })
    .replaceAll(origin, 'ORIGIN')
    .replaceAll(/(task_|req_|images\/)[0-9a-f]+/g, '$1ID');
}

test('in process and over HTTP the same exchanges have the same answers', async () => {
  const sandbox = createSandbox({ pendingMs: 0, processingMs: 0 });
  const http = await overHttp();
  const { apiKey } = sandbox;
  const inProcess = await exchanges({ url: sandbox.url, apiKey, fetch: sandbox.fetch }, sandbox.fail);
  const overTheWire = await exchanges({ url: http.server.url, apiKey, fetch }, http.sandbox.fail);

  expect(Object.keys(inProcess)).toHaveLength(19);
  expect(overTheWire).toEqual(inProcess);
});
