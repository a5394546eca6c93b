import { connect } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createSandbox } from '../../src/testing/index.js';
import { bodyOf, callsTo, idOf, PATH, params } from './support/calls.js';
import { overHttp, rawRequest } from './support/server.js';

test('it listens on 127.0.0.1, at the port that was asked for', async () => {
  const { sandbox, server } = await overHttp();
  const port = Number(new URL(server.url).port);
  await server.close();
  const again = await sandbox.listen(port);
  await again.close();

  expect(again.url).toBe(`http://127.0.0.1:${port}`);
});

test.each(['x', -1, 99_999, 1.5])('%j is no port', async (port) => {
  await expect(createSandbox().listen(port as number)).rejects.toThrow(
    /port must be a whole number, 0 to 65535/,
  );
});

test('a port that is taken is an error that names it', async () => {
  const { server } = await overHttp();
  const port = new URL(server.url).port;

  await expect(createSandbox().listen(Number(port))).rejects.toThrow(`127.0.0.1:${port}`);
});

test('one sandbox behind two faces: a task that came over HTTP is there in process, each with its own URLs', async () => {
  const { sandbox, server, create, get } = await overHttp();
  const id = await idOf(create());
  const inProcess = await sandbox.fetch(`${sandbox.url}${PATH}/${id}`, {
    headers: { Authorization: `Bearer ${sandbox.apiKey}` },
  });

  expect((await bodyOf(get(id))).images[0].url).toMatch(`${server.url}/images/`);
  expect((await bodyOf(inProcess)).images[0].url).toMatch(`${sandbox.url}/images/`);
});

test('a picture over HTTP can be edited: the source is read without a second connection', async () => {
  const noNetwork: typeof fetch = async () => Promise.reject(new Error('no network here'));
  const { create, get } = await overHttp({ fetch: noNetwork });
  const { images } = await bodyOf(get(await idOf(create())));
  const id = await idOf(create({ ...params, input_image: images[0].url }));

  await expect.poll(async () => (await bodyOf(get(id))).status).toBe('completed');
});

test.each([
  ['localhost', 404],
  ['LOCALHOST:4010', 404],
  ['sandbox.localhost', 404],
  ['127.0.0.1:80', 404],
  ['[::1]:4010', 404],
  ['evil.example.com', 403],
  ['localhost.evil.example.com', 403],
  ['127.0.0.1.evil.example.com', 403],
  ['evillocalhost', 403],
  ['192.168.1.7', 403],
])(
  'a request for the host "%s" is answered with %i: another site\'s name may not lead here',
  async (host, status) => {
    const { server, sandbox } = await overHttp();
    const answer = await rawRequest(server.url, '/nowhere', { host });

    expect(answer.status).toBe(status);
    expect(answer.requestId).toMatch(/^req_/);
    expect(sandbox.requests).toHaveLength(status === 403 ? 0 : 1);
  },
);

test.each([
  ['TRACE', '/', 400],
  ['GET', '//evil.example.com/x', 404],
  ['GET', 'http://evil.example.com/x', 400],
  ['OPTIONS', '*', 400],
])('%s %s is refused, and the server lives on', async (method, path, status) => {
  const { server, create } = await overHttp();

  expect((await rawRequest(server.url, path, { method })).status).toBe(status);
  expect((await create()).status).toBe(202);
});

test('a body of many MiB is read to its end and refused, so that its sender sees the answer', async () => {
  const { create } = await overHttp();

  expect((await create('a'.repeat(8 * 1024 * 1024))).status).toBe(413);
});

test('a network fault breaks the connection', async () => {
  const { sandbox, create } = await overHttp();
  sandbox.fail({ status: 'network' });

  await expect(create()).rejects.toThrow('fetch failed');
  expect((await create()).status).toBe(202);
});

test('close ends what hangs, and nothing listens any more', async () => {
  const { sandbox, server, create } = await overHttp();
  sandbox.fail({ status: 'timeout' });
  const hanging = create().catch((error: unknown) => error);
  await expect.poll(() => sandbox.requests).toHaveLength(1);
  const idle = connect(Number(new URL(server.url).port), '127.0.0.1');
  await new Promise((resolve) => idle.once('connect', resolve));
  const ended = new Promise((resolve) => idle.once('close', resolve).resume());
  await server.close();
  await server.close();

  expect(await hanging).toMatchObject({ message: 'fetch failed' });
  await ended;
  await expect(create()).rejects.toThrow('fetch failed');
});

test('close stops the callbacks of tasks that came over HTTP, and only those', async () => {
  const stopped: string[] = [];
  const deaf: typeof fetch = async (input, init) =>
    new Promise((_, reject) => {
      init?.signal?.addEventListener('abort', () => {
        stopped.push(String(input));
        reject(init.signal?.reason);
      });
    });
  const { sandbox, server, create } = await overHttp({ fetch: deaf });
  await create({ ...params, callback_url: 'http://127.0.0.1:9/http' });
  await sandbox.fetch(sandbox.url + PATH, {
    method: 'POST',
    headers: { Authorization: `Bearer ${sandbox.apiKey}` },
    body: JSON.stringify({ ...params, callback_url: 'http://127.0.0.1:9/in-process' }),
  });
  await expect.poll(() => sandbox.callbacks).toHaveLength(2);
  await server.close();
  expect(stopped).toEqual(['http://127.0.0.1:9/http']);

  sandbox.reset();
  expect(stopped).toHaveLength(2);
});

test('a body that is to break off does so over the wire: its head, half of it, and a broken connection', async () => {
  const { sandbox, create } = await overHttp();
  sandbox.fail({ status: 'drop body' });
  const answer = await create();

  expect(answer.status).toBe(202);
  await expect(answer.text()).rejects.toThrow('terminated');
  expect(sandbox.tasks).toHaveLength(1);
});

test('closing a server that is open to other machines stops its tasks, by whatever name they were made', async () => {
  const called: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    called.push(String(input));
    return new Response();
  };
  const sandbox = createSandbox({ pendingMs: 0, processingMs: 100, fetch });
  const server = await sandbox.listen(0, { host: '0.0.0.0' });
  const body = JSON.stringify({ ...params, callback_url: 'http://127.0.0.1:9/of-the-server' });
  const { status } = await rawRequest(server.url, PATH, {
    method: 'POST',
    host: 'sandbox.test:4010',
    headers: { Authorization: `Bearer ${sandbox.apiKey}` },
    body,
  });
  expect(status).toBe(202);
  await server.close();
  await callsTo(sandbox).create({ ...params, callback_url: 'http://127.0.0.1:9/in-process' });
  await expect.poll(() => called).toContain('http://127.0.0.1:9/in-process');

  expect(called).toEqual(['http://127.0.0.1:9/in-process']);
});

test('opened to other machines, it takes any host, and its pictures are where the caller found it', async () => {
  const sandbox = createSandbox({ pendingMs: 0, processingMs: 0 });
  const server = await sandbox.listen(0, { host: '0.0.0.0' });
  onTestFinished(() => server.close());
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  const { create } = callsTo({ url: server.url, apiKey: sandbox.apiKey, fetch });
  const id = await idOf(create());
  const answer = await rawRequest(server.url, `${PATH}/${id}`, {
    host: 'sandbox.test:4010',
    headers: { Authorization: `Bearer ${sandbox.apiKey}` },
  });

  expect(JSON.parse(answer.body).images[0].url).toMatch(/^http:\/\/sandbox\.test:4010\/images\//);
});

test('a misspelt option is refused: a server for other machines that listens to this one alone would be looked for long', async () => {
  const { listen } = createSandbox();
  await expect(Reflect.apply(listen, undefined, [0, { hostname: '0.0.0.0' }])).rejects.toThrow(
    /hostname: .*host/,
  );
});

test('of a port that is taken the error has the code, for those who try the next one', async () => {
  const { sandbox, server } = await overHttp();
  await expect(sandbox.listen(Number(new URL(server.url).port))).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});

test('where Request is missing, as in Jest with jsdom, the sandbox says so, and what to do', () => {
  vi.stubGlobal('Request', undefined);
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(() => createSandbox()).toThrow(/no Request: .*testEnvironment: 'node'/);
});
