import {
  ConflictError,
  InvalidResponseError,
  NetworkError,
  NotFoundError,
  RunApiError,
  ServerError,
} from '@runapi.ai/flux-kontext';
import { expect, test, vi } from 'vitest';
import { answer, created, done, pending } from './support/answers.js';
import { clientWith, KEY, params, rejection } from './support/clients.js';
import { fakeFetch } from './support/fake-fetch.js';
import { faultServer } from './support/fault-server.js';

const PATH = '/api/v1/flux_kontext/text_to_image';
const STATUSES = [301, 302, 303, 307, 308];
const to = (location: string | undefined, status = 302) =>
  answer(status, 'Moved', location === undefined ? {} : { Location: location });
const MEGABYTE = 1024 * 1024;

test.each(STATUSES)('a GET follows a %d within its origin, with the key', async (status) => {
  const server = await faultServer(to('/v2/task_1?from=v1', status), done());
  const { textToImage } = clientWith({ baseUrl: server.url });
  expect(await textToImage.get('task_1')).toMatchObject({ status: 'completed' });
  expect(server.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
    `GET ${PATH}/task_1`,
    'GET /v2/task_1?from=v1',
  ]);
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(Array(2).fill(`Bearer ${KEY}`));
});

test('a redirect is resolved against the address that it came from', async () => {
  const server = await faultServer(to('/a/b/c'), to('d'), to('../e'), done());
  await clientWith({ baseUrl: server.url }).textToImage.get('task_1');
  expect(server.requests.map(({ target }) => target).slice(1)).toEqual(['/a/b/c', '/a/b/d', '/a/e']);
});

test('a whole address of the same origin is followed, too', async () => {
  const { fetch, asked } = fakeFetch(to('https://runapi.ai:443/v2/task_1'), done());
  await clientWith({ fetch, baseUrl: 'https://runapi.ai' }).textToImage.get('task_1');
  expect(asked[1]?.url).toBe('https://runapi.ai/v2/task_1');
});

test('five redirects in a row are followed, and a sixth is not', async () => {
  const five = fakeFetch(...Array(5).fill(to('/next')), done());
  expect(await clientWith({ fetch: five.fetch }).textToImage.get('task_1')).toMatchObject({
    status: 'completed',
  });
  const six = fakeFetch(...Array(6).fill(to('/next')), done());
  const error = await rejection(clientWith({ fetch: six.fetch }).textToImage.get('task_1'));
  expect(error).toBeInstanceOf(InvalidResponseError);
  expect(String(error)).toMatch(/\/next \(302\), which is not followed: it came after too many others/);
});

test('a redirect in a circle ends', async () => {
  const server = await faultServer(to(`${PATH}/task_1`));
  const { textToImage } = clientWith({ baseUrl: server.url, maxRetries: 5 });
  expect(await rejection(textToImage.get('task_1'))).toBeInstanceOf(InvalidResponseError);
  expect(server.requests).toHaveLength(6);
});

test.each(STATUSES)('a %d to another origin is not followed: nothing goes there', async (status) => {
  const other = await faultServer(done());
  const server = await faultServer(to(`${other.url}${PATH}/task_1`, status));
  const { textToImage } = clientWith({ baseUrl: server.url, maxRetries: 5 });
  for (const call of [textToImage.get('task_1'), textToImage.wait('task_1')]) {
    const error = await rejection(call);
    expect(error).toBeInstanceOf(InvalidResponseError);
    expect(error).toMatchObject({ status, taskId: 'task_1' });
    expect((error as Error).message).toContain(other.url);
  }
  expect([server.requests.length, other.requests.length, other.connections]).toEqual([2, 0, 0]);
});

test.each([
  ['http: on the same host', 'http://runapi.ai/v2'],
  ['another port', 'https://runapi.ai:444/v2'],
  ['a host that only begins alike', 'https://runapi.ai.evil.test/v2'],
  ['a host below', 'https://cdn.runapi.ai/v2'],
  ['an address without a scheme', '//evil.test/v2'],
  ['a backslash', '/\\evil.test/v2'],
  ['a script', 'javascript:alert(1)'],
  ['data', 'data:application/json,{}'],
  ['no address', 'https://'],
  ['nothing', ''],
  ['a name and a password', 'https://me:hunter2@runapi.ai/v2'],
  ['no Location at all', undefined],
])('a redirect to %s is refused', async (_, location) => {
  const { fetch, asked } = fakeFetch(to(location), done());
  const error = await rejection(
    clientWith({ fetch, baseUrl: 'https://runapi.ai' }).textToImage.get('task_1'),
  );
  expect(error).toBeInstanceOf(InvalidResponseError);
  expect(error).toMatchObject({ status: 302, taskId: 'task_1' });
  expect(String(error)).not.toMatch(/null|hunter2/);
  expect(asked).toHaveLength(1);
});

test.each(STATUSES)('a POST is never re-sent by a %d, wherever it leads', async (status) => {
  const other = await faultServer(created());
  for (const location of ['/v2', `${other.url}/v2`]) {
    const server = await faultServer(to(location, status), created());
    const { textToImage } = clientWith({ baseUrl: server.url, maxRetries: 5 });
    const error = await rejection(textToImage.create(params));
    expect(error).toBeInstanceOf(InvalidResponseError);
    expect(error).toMatchObject({ status, outcomeKnown: false });
    expect(server.requests).toHaveLength(1);
  }
  expect(other.connections).toBe(0);
});

test('a redirect that the runtime does not show is refused', async () => {
  const opaque = { type: 'opaqueredirect', status: 0, ok: false, headers: new Headers(), body: null };
  const { fetch } = fakeFetch(() => opaque as Response); // as browsers give it
  expect(await rejection(clientWith({ fetch }).textToImage.get('task_1'))).toBeInstanceOf(
    InvalidResponseError,
  );
});

test('no option of the caller makes fetch follow redirects itself', async () => {
  const other = await faultServer(done());
  const server = await faultServer(to(other.url));
  const { textToImage } = clientWith({ baseUrl: server.url, fetchOptions: { redirect: 'follow' } });
  await rejection(textToImage.get('task_1', { fetchOptions: { redirect: 'follow' } }));
  expect(other.connections).toBe(0);
});

test('a redirect whose body never ends keeps no connection', async () => {
  const server = await faultServer({ fault: 'a body that drips', answer: to('/v2') }, done());
  const { textToImage } = clientWith({ baseUrl: server.url });
  expect(await textToImage.get('task_1')).toMatchObject({ status: 'completed' });
  await vi.waitFor(() => expect(server.openConnections).not.toContain(1), { interval: 2, timeout: 5_000 });
});

test('a body of 10 MiB is read, and of one byte more is not', async () => {
  const size = 10 * MEGABYTE;
  const ofSize = (bytes: number) => {
    const text = JSON.stringify({ ...(done().body as object), pad: '' });
    return answer(200, text.replace('"pad":""', `"pad":"${'x'.repeat(bytes - text.length)}"`));
  };
  const server = await faultServer(ofSize(size), ofSize(size + 1), done());
  const { textToImage } = clientWith({ baseUrl: server.url, maxRetries: 5 });
  expect(await textToImage.get('task_1')).toMatchObject({ status: 'completed' });
  const error = await rejection(textToImage.get('task_1'));
  expect(error).toBeInstanceOf(InvalidResponseError);
  expect(error).toMatchObject({ status: 200, message: expect.stringContaining('10485760 bytes') });
  expect(await textToImage.get('task_1')).toMatchObject({ status: 'completed' });
  expect(server.requests).toHaveLength(3);
});

test('a body without an end is given up once it is too large, and the connection with it', async () => {
  const server = await faultServer('an endless body', done());
  const { textToImage } = clientWith({ baseUrl: server.url });
  const error = await rejection(textToImage.create(params));
  expect(error).toBeInstanceOf(InvalidResponseError);
  expect(error).toMatchObject({ outcomeKnown: false });
  await vi.waitFor(() => expect(server.openConnections).not.toContain(1), { interval: 2, timeout: 5_000 });
});

test('characters that arrive in pieces arrive whole', async () => {
  const body = { ...(done().body as object), note: 'Zürich 灯台 🗼 \u2028' };
  const server = await faultServer({ fault: 'an answer in single bytes', answer: answer(200, body) });
  expect(await clientWith({ baseUrl: server.url }).textToImage.get('task_1')).toEqual(body);
});

test('a byte order mark before the answer is no part of it', async () => {
  const server = await faultServer(answer(200, `\ufeff${JSON.stringify(done().body)}`));
  expect(await clientWith({ baseUrl: server.url }).textToImage.get('task_1')).toEqual(done().body);
});

test.each([200, 204, 205])('a %d without a body is no answer', async (status) => {
  const server = await faultServer(answer(status));
  const error = await rejection(clientWith({ baseUrl: server.url }).textToImage.get('task_1'));
  expect(error).toBeInstanceOf(InvalidResponseError);
  expect(error).toMatchObject({ status });
});

test('errors with and without bodies, small and large, let go of their connection', async () => {
  const statuses = [400, 401, 402, 403, 404, 408, 409, 422, 429, 455, 500, 502, 503];
  const answers = statuses.flatMap((status) =>
    [undefined, 'x', { error: 'y' }, 'z'.repeat(MEGABYTE)].map((body) =>
      answer(status, body, { 'Retry-After': '0' }),
    ),
  );
  const server = await faultServer(...answers, done());
  const { textToImage } = clientWith({ baseUrl: server.url, maxConcurrentRequests: 1 });
  for (const { status } of answers) {
    const error = await rejection(textToImage.get('task_1'));
    expect(error).toBeInstanceOf(RunApiError);
    expect(error).toMatchObject({ status });
  }
  expect(await textToImage.get('task_1')).toMatchObject({ status: 'completed' });
  expect(server.connections).toBe(1);
});

test.each(['half a body', 'half a body, then a reset', 'broken gzip'] as const)(
  'an error whose body is lost ("%s") is still the error that its status says',
  async (fault) => {
    const server = await faultServer(
      { fault, answer: answer(409, { error: 'Used before' }) },
      { fault, answer: answer(404, { error: 'No such task' }) },
      { fault, answer: answer(500, { error: 'Oops' }) },
    );
    const { textToImage } = clientWith({ baseUrl: server.url });
    expect(await rejection(textToImage.create(params))).toBeInstanceOf(ConflictError);
    expect(await rejection(textToImage.wait('task_1'))).toBeInstanceOf(NotFoundError);
    expect(await rejection(textToImage.get('task_1'))).toBeInstanceOf(ServerError);
  },
);

test('a 429 whose body is lost holds the client as any other does', async () => {
  const server = await faultServer(
    { fault: 'half a body', answer: answer(429, { error: 'Slow down' }, { 'Retry-After': '3600' }) },
    done(),
  );
  const { textToImage } = clientWith({ baseUrl: server.url });
  for (let call = 0; call < 2; call++) {
    expect(await rejection(textToImage.get('task_1'))).toMatchObject({ name: 'RateLimitError' });
  }
  expect(server.requests).toHaveLength(1);
});

test('an answer that comes twice is taken once, and not for the next call', async () => {
  const server = await faultServer({ fault: 'the answer twice', answer: done('task_1') }, pending('task_2'));
  const { textToImage } = clientWith({ baseUrl: server.url });
  expect(await textToImage.get('task_1')).toMatchObject({ id: 'task_1', status: 'completed' });
  expect(await textToImage.get('task_2')).toMatchObject({ id: 'task_2', status: 'processing' });
});

test.each(['content-length too short', 'half of a gzip'] as const)(
  'an answer that arrives cut ("%s") is no answer, and does not spoil the next',
  async (fault) => {
    const server = await faultServer({ fault, answer: done('task_1') }, done('task_2'));
    const { textToImage } = clientWith({ baseUrl: server.url });
    expect(await rejection(textToImage.get('task_1'))).toBeInstanceOf(InvalidResponseError);
    expect(await textToImage.get('task_2')).toMatchObject({ id: 'task_2' });
  },
);

test('a 100 that nobody asked for costs an attempt at the most', async () => {
  const server = await faultServer({ fault: '100 before the answer', answer: created() }, created());
  const { textToImage } = clientWith({ baseUrl: server.url, maxRetries: 1 });
  expect(await textToImage.create(params)).toEqual({ id: 'task_1' });
});

test('nobody at the address is a NetworkError that says so, and no doubt about the task', async () => {
  const server = await faultServer(done());
  await server.stop();
  const error = await rejection(clientWith({ baseUrl: server.url }).textToImage.create(params));
  expect(error).toBeInstanceOf(NetworkError);
  expect(error).toMatchObject({ code: 'ECONNREFUSED', outcomeKnown: true });
});
