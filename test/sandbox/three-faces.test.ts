import { setupServer } from 'msw/node';
import { expect, onTestFinished, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../src/testing/index.js';
import { bodyOf, callsTo, idOf, PATH, params } from './support/calls.js';
import { overHttp } from './support/server.js';

/** One face: where it is, what reaches it, and the sandbox behind it. */
interface Face {
  url: string;
  fetch: typeof fetch;
  sandbox: Sandbox;
}

const options = {
  pendingMs: 0,
  processingMs: 0,
  balanceCents: 28,
  rateLimit: { requests: 100, perMs: 60_000 },
};

/** What a client and the service may say to each other, in order; for each answer, a name. */
async function exchanges({ url, fetch, sandbox }: Face) {
  const base = { url, fetch, apiKey: sandbox.apiKey };
  const { create, get } = callsTo(base);
  const stranger = callsTo({ ...base, apiKey: 'runapi_someone_else' });
  const key = { 'Idempotency-Key': 'order-1', 'X-Client-Request-Id': 'job 7' };
  const id = await idOf(create());
  const declined = await idOf(create({ ...params, prompt: '[fail:content policy]' }));
  const image: string = (await bodyOf(get(id))).images[0].url;
  const at = (path: string, init: RequestInit = {}) => {
    const headers = { Authorization: `Bearer ${sandbox.apiKey}`, ...Object(init.headers) };
    return () => fetch(url + path, { ...init, headers });
  };
  const meeting = (fault: Parameters<Sandbox['fail']>[0], call = () => get(id)) => {
    return () => {
      sandbox.fail(fault);
      return call();
    };
  };
  const edited = async () => {
    const edit = await idOf(create({ ...params, input_image: image, output_format: 'png' }));
    await sandbox.waitFor(() =>
      sandbox.tasks.find((task) => task.id === edit && task.status === 'completed'),
    );
    return get(edit);
  };

  const list: Record<string, () => Promise<Response>> = {
    'a create': () => create(params, key),
    'its repeat': () => create(params, key),
    'its key with other input': () => create({ ...params, prompt: 'Another' }, key),
    'a completed task': () => get(id, { 'X-Client-Request-Id': 'job 8' }),
    'a failed task': () => get(declined),
    'an edited picture': edited,
    'no such task': () => get('task_1'),
    'an id with a slash': () => get('..%2f..%2fme'),
    'a wrong key': () => stranger.create(),
    'a wrong key, reading': () => stranger.get(id),
    'bad params': () => create({ model: 'flux', input_image: ['https://cdn.example.com/a.jpg'] }),
    'no JSON': () => create('{"prompt":'),
    'no UTF-8': () => create('', {}, { body: Uint8Array.of(0x22, 0xff, 0x22) }),
    'no body': () => create('', {}, { body: null }),
    'too much': () => create('a'.repeat(1024 * 1024 + 1)),
    'a key that is too long': () => create(params, { 'Idempotency-Key': 'k'.repeat(513) }),
    'a wrong method': at(PATH, { method: 'PUT' }),
    'nothing there': at('/api/v2'),
    'a query': at(`${PATH}/${id}?fields=all`),
    'an image': () => fetch(image),
    'an image, its head only': () => fetch(image, { method: 'HEAD' }),
    'no such image': at('/images/none.jpg'),
    'the account': at('/api/v1/me'),
    'the balance': at('/api/v1/me/balance'),
    'an uploaded file': at('/api/v1/files', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ source: { type: 'base64', data: PNG } }),
    }),
    'a rate limit': meeting({ status: 429, retryAfter: 2 }),
    maintenance: meeting({ status: 455 }),
    "a gateway's page": meeting({ status: 'html' }),
    'a lost connection': meeting({ status: 'network' }),
    'a body that breaks off': meeting({ status: 'drop body' }),
    'a slow answer': meeting({ status: 'slow', delayMs: 1 }),
    'a fault by words': () => create({ ...params, prompt: 'A [status:503]' }),
    'the same again': () => create({ ...params, prompt: 'A [status:503]' }),
    'a picture that fails': meeting({ status: 500, on: 'image' }, () => fetch(image)),
    'the last that the balance covers': () => create({ ...params, model: 'flux-kontext-max' }),
    'no credits': () => create(),
  };
  const answers: Record<string, unknown> = {};
  for (const [name, exchange] of Object.entries(list)) {
    answers[name] = await exchange().then(
      (answer) => shown(answer, url),
      (error: unknown) => (error instanceof TypeError ? 'a TypeError, as of fetch' : error),
    );
  }
  return answers;
}

// One white pixel.
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAGk4hGwAAAABJRU5ErkJggg==';

// What an HTTP connection adds by itself.
const OF_THE_CONNECTION = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding'];

/** An answer without what must differ: ids, dates, and where the face is. */
async function shown(answer: Response, origin: string) {
  const headers = [...answer.headers].filter(([name]) => !OF_THE_CONNECTION.includes(name));
  const body = await answer.arrayBuffer().then(
    (bytes) => Buffer.from(bytes).toString('latin1'),
    (error: unknown) => (error instanceof TypeError ? 'broken off' : error),
  );
  return JSON.stringify({ status: answer.status, headers, body })
    .replaceAll(origin, 'ORIGIN')
    .replaceAll(/(task_|req_|file_|images\/|files\/)[0-9a-f]+/g, '$1ID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'DATE');
}

test('in process, over HTTP and inside MSW the same exchanges have the same answers', async () => {
  const inProcess = createSandbox(options);
  const http = await overHttp(options);
  const msw = createSandbox(options);
  const answers = {
    inProcess: await exchanges({ url: inProcess.url, fetch: inProcess.fetch, sandbox: inProcess }),
    overHttp: await exchanges({ url: http.server.url, fetch, sandbox: http.sandbox }),
  };
  const server = setupServer(...msw.mswHandlers());
  server.listen({ onUnhandledRequest: 'error' });
  onTestFinished(() => server.close());
  const inMsw = await exchanges({ url: 'https://runapi.ai', fetch, sandbox: msw });

  expect(Object.keys(inMsw)).toHaveLength(36);
  expect(Object.values(inMsw).filter((answer) => typeof answer !== 'string')).toEqual([]);
  expect(inMsw['no credits']).toContain('402');
  expect(answers.overHttp).toEqual(answers.inProcess);
  expect(inMsw).toEqual(answers.inProcess);
}, 60_000);
