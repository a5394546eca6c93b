import { inspect } from 'node:util';
import {
  AuthenticationError,
  CallbackVerificationError,
  type ClientOptions,
  FluxKontextClient,
  NetworkError,
  RunApiError,
  TaskFailedError,
  ValidationError,
} from '@runapi.ai/flux-kontext';
import { signCallback, unwrapCallback, verifyCallback } from '@runapi.ai/flux-kontext/callbacks';
import { expect, onTestFinished, test, vi } from 'vitest';
import { redactor } from '../packages/core/src/errors/redact.js';
import { scrub } from '../packages/core/src/errors/scrub.js';
import { answering, clientWith, KEY, params, rejection } from './support/clients.js';
import { loopback } from './support/loopback.js';
import { everythingShownOf } from './support/showing.js';

/** A piece of the key is enough to be ashamed of: an excerpt may have cut the rest off. */
const PIECE = KEY.slice(0, 16);

/** What is escaped can be read all the same. */
const readable = (shown: string): string =>
  shown.replace(/(?:\\+(?:u00|x)|%|&#x)([\da-f]{2});?/gi, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );

function expectSecret(shown: string): void {
  for (const text of [shown, readable(shown)]) {
    expect(text.toLowerCase()).not.toContain(PIECE.toLowerCase());
    expect(text).not.toContain(KEY.slice(-16));
  }
}

/** Records every line, whatever the level. */
function recordingLogger() {
  const lines: unknown[][] = [];
  const line = (...parts: unknown[]) => void lines.push(parts);
  const logger = { debug: line, info: line, warn: line, error: line };
  return { logger, text: () => lines.map((parts) => parts.map(everythingShownOf).join(' ')).join('\n') };
}

/** What create, get and run throw, and all that was logged on the way. */
async function shownBy(options: ClientOptions): Promise<string[]> {
  const log = recordingLogger();
  const client = () =>
    clientWith({ ...options, maxRetries: 1, logger: log.logger, logLevel: 'debug' }).textToImage;
  const errors = [
    await rejection(client().create(params)),
    await rejection(client().get('task_1')),
    await rejection(client().run(params)),
    await rejection(client().wait('task_1', { maxWaitMs: 0 })),
  ];
  for (const error of errors) expect(error).toBeInstanceOf(RunApiError);
  return [...errors.map(everythingShownOf), log.text()];
}

const escaped = (text: string) =>
  Array.from(text, (char) => `\\u00${char.charCodeAt(0).toString(16)}`).join('');
const bearer = `Bearer ${KEY}`;

const ECHOES: readonly [string, string][] = [
  ['in an error text', JSON.stringify({ error: `Invalid header: ${bearer}` })],
  ['in an error object', JSON.stringify({ error: { code: KEY, message: `You sent ${bearer}` } })],
  [
    'among echoed headers',
    JSON.stringify({ message: 'No', request: { headers: { authorization: bearer } } }),
  ],
  ['as the name of a field', JSON.stringify({ [KEY]: { [bearer]: [KEY] } })],
  ['as a name in the list of faults', JSON.stringify({ error: 'No', errors: { [KEY]: [`not ${KEY}`] } })],
  ['in a list of raw headers', JSON.stringify({ rawHeaders: ['Authorization', bearer, 'Accept', '*/*'] })],
  ['deep in a body', JSON.stringify({ a: [{ b: { c: [[{ d: bearer }]] } }] })],
  [
    'in JSON in a text of JSON',
    JSON.stringify({ error: JSON.stringify({ headers: { authorization: bearer } }) }),
  ],
  ['escaped as \\u', `{"error":"${escaped(KEY)}"}`],
  ['escaped as \\u in JSON in JSON', JSON.stringify({ error: `{"key":"${escaped(KEY)}"}` })],
  ['escaped as \\u in broken JSON', `{"id": "${escaped(KEY)}"`],
  ['escaped as \\u in capitals', `{"id": "${escaped(KEY).replace(/[a-f]\b/g, (hex) => hex.toUpperCase())}"`],
  ['escaped as in a URL', `GET /?key=${KEY.replaceAll('_', '%5F')}`],
  ['escaped as in HTML', `You sent ${KEY.replaceAll('_', '&#95;').replaceAll('r', '&#x72;')}`],
  ['in plain text', `Authorization: ${bearer}\r\nAccept: application/json`],
  ['in small letters', `authorization: ${bearer.toLowerCase()}`],
  ['in a page', `<html><pre>Authorization: ${bearer}</pre></html>`],
  ...[90, 100, 108, 112, 470, 485, 1_970, 1_985].map((length): [string, string] => [
    `where an excerpt is cut, behind ${length} characters`,
    `${'x'.repeat(length)} ${bearer} ${'y'.repeat(3_000)}`,
  ]),
  ...[90, 100, 470, 485].map((length): [string, string] => [
    `where a message in JSON is cut, behind ${length} characters`,
    JSON.stringify({ id: '', message: `${'x'.repeat(length)} ${bearer} ${'y'.repeat(3_000)}` }),
  ]),
];

test.each(ECHOES)(
  'whoever answers may echo the key %s: no error and no log line shows it',
  async (_, body) => {
    for (const status of [200, 202, 302, 400, 401, 403, 422, 429, 500, 503]) {
      const { fetch } = answering(status, body, {
        'Retry-After': '0',
        'X-Request-Id': `req ${KEY}`,
        'X-RunAPI-Task-Id': KEY,
      });
      for (const shown of await shownBy({ fetch })) expectSecret(shown);
    }
  },
);

test('a key of odd characters is hidden in every spelling, too', async () => {
  const apiKey = 'sk+live/"quoted"\\(a|b)*$&.^[x]{2}?~';
  const spellings = [apiKey, encodeURIComponent(apiKey), JSON.stringify(apiKey).slice(1, -1)];
  for (const spelling of spellings) {
    const shown = await shownBy({ apiKey, fetch: answering(400, `You sent ${spelling}`).fetch });
    for (const text of shown) {
      expect(text).not.toContain('quoted');
      expect(text).not.toContain('sk+live');
      expect(text).not.toContain('sk%2Blive');
    }
  }
});

test.each<[string, string]>([
  ['lists', `${'['.repeat(60)}"${KEY}"${']'.repeat(60)}`],
  ['objects', `${'{"a":'.repeat(60)}"${KEY}"${'}'.repeat(60)}`],
])('an echo deeper than any answer, of %s, is cut off, and says so', async (_, body) => {
  const error = await rejection(clientWith({ fetch: answering(401, body).fetch }).textToImage.get('task_1'));

  expect(JSON.stringify(error)).toContain('[too deep]');
  expectSecret(everythingShownOf(error));
});

test.each([
  ['secret', 'is hidden: it is long enough to be a key', 'the [redacted] sauce'],
  ['sauce', 'is left alone: it may be a word', 'the secret sauce'],
])('a key of the length of "%s" %s', async (apiKey, _, said) => {
  const fetch = answering(401, '{"error":"the secret sauce"}').fetch;
  const error = await rejection(clientWith({ apiKey, fetch }).textToImage.get('task_1'));

  expect(error).toMatchObject({ details: { error: said }, message: expect.stringContaining(said) });
});

test('what is no error of ours leaves as it came', () => {
  for (const thrown of [undefined, null, `You sent ${bearer}`, Object.freeze(new Error(bearer))])
    expect(scrub(thrown, redactor(KEY))).toBe(thrown);
  const mine = new Error(`You sent ${bearer}`);
  expect(scrub(mine, redactor(KEY)).message).toContain(KEY);
});

test('a stack that somebody has looked at already is cleaned, too', () => {
  const error = new RunApiError(`You sent ${bearer}`, { requestId: KEY });
  expect(error.stack).toContain(KEY); // V8 writes it at the first look
  scrub(error, redactor(KEY));

  expectSecret(everythingShownOf(error));
  expect(error.stack).toContain('You sent Bearer [redacted]');
});

test('the rest of an echo stays readable', async () => {
  const error = await rejection(
    clientWith({ fetch: answering(401, `{"error":"Key ${KEY} is unknown"}`).fetch }).textToImage.create(
      params,
    ),
  );

  expect(error).toMatchObject({
    message: expect.stringContaining('Key [redacted] is unknown'),
    details: { error: 'Key [redacted] is unknown' },
  });
});

test('a long row of what could begin an escaped key costs no time', async () => {
  const body = `{"error":"${'\\\\'.repeat(200_000)}&#x${'0'.repeat(200_000)}${'%7'.repeat(100_000)}"}`;
  const startedAt = performance.now();
  await rejection(clientWith({ fetch: answering(400, body).fetch }).textToImage.create(params));

  expect(performance.now() - startedAt).toBeLessThan(10_000); // quadratic would be minutes
});

test.each([
  ['the task says it', { error: `Upstream refused ${bearer}` }],
  ['it is beside the error', { error: 'No', request: { headers: { Authorization: bearer } } }],
  ['it is where the message is cut', { error: `${'x'.repeat(485)} ${bearer}` }],
])('a failed task may echo the key, and TaskFailedError does not show it: %s', async (_, fields) => {
  const fetch = answering(200, JSON.stringify({ id: 'task_1', status: 'failed', ...fields })).fetch;
  const error = await rejection(clientWith({ fetch }).textToImage.wait('task_1'));

  expect(error).toBeInstanceOf(TaskFailedError);
  expectSecret(everythingShownOf(error));
});

const headers = { Authorization: bearer, Accept: 'application/json' };
const request = new Request('https://runapi.ai/', { headers });

/** As libraries hang the whole request on what they throw. */
class AxiosLikeError extends Error {
  override name = 'AxiosError';
  code = 'ERR_BAD_REQUEST';
  config = { method: 'post', headers };
  request = request;
  toJSON() {
    return { message: this.message, config: this.config };
  }
}

class PrivateError extends Error {
  #headers = headers;
  [inspect.custom]() {
    return `PrivateError ${JSON.stringify(this.#headers)}`;
  }
}

class ChattyObject {
  authorization = bearer;
  toString() {
    return `ChattyObject(${bearer})`;
  }
}

const THROWN: readonly [string, () => unknown][] = [
  ['an axios-like error', () => new AxiosLikeError('Request failed')],
  ['a message', () => new Error(`invalid header ${bearer}`)],
  ['a text', () => `invalid header ${bearer}`],
  ['a plain object', () => ({ headers })],
  ['an object of a class', () => new ChattyObject()],
  ['a cause', () => new TypeError('fetch failed', { cause: new AxiosLikeError('x') })],
  ['causes ten deep', () => Array.from({ length: 10 }).reduce((cause) => new Error('x', { cause }), headers)],
  ['a Request as cause', () => new TypeError('fetch failed', { cause: request })],
  ['Headers as a field', () => Object.assign(new Error('x'), { headers: new Headers(headers) })],
  ['a Map as a field', () => Object.assign(new Error('x'), { headers: new Map(Object.entries(headers)) })],
  ['a Set as a field', () => Object.assign(new Error('x'), { sent: new Set([bearer]) })],
  ['bytes as a field', () => Object.assign(new Error('x'), { sent: Buffer.from(bearer) })],
  ['a field under a symbol', () => Object.assign(new Error('x'), { [Symbol('request')]: { headers } })],
  ['a symbol that says it', () => Object.assign(new Error('x'), { [Symbol(bearer)]: 1 })],
  [
    'a field that is not enumerable',
    () => Object.defineProperty(new Error('x'), 'req', { value: { headers } }),
  ],
  ['a getter', () => Object.defineProperty(new Error('x'), 'req', { get: () => headers })],
  ['the name of a field', () => Object.assign(new Error('x'), { [bearer]: true })],
  ['the name', () => Object.assign(new Error('x'), { name: `Error of ${bearer}` })],
  ['the code', () => Object.assign(new Error('x'), { code: `E_${KEY}`, config: request })],
  ['a code that is a function', () => Object.assign(new Error('x'), { code: withHeaders(() => 1) })],
  ['a function that is a field', () => Object.assign(new Error('x'), { retry: withHeaders(() => 1) })],
  ['the stack', () => Object.assign(new Error('x'), { stack: `Error: x\n at ${bearer}` })],
  ['a private field that it shows', () => new PrivateError('x')],
  ['a function that it shows', () => Object.assign(new Error('x'), { [inspect.custom]: () => bearer })],
  ['many errors', () => new AggregateError([new AxiosLikeError('x'), new Error(bearer)], 'x')],
  [
    'a circle',
    () => {
      const error: Error & { self?: unknown } = new Error(bearer);
      error.self = error;
      error.cause = error;
      return error;
    },
  ],
];

test.each(THROWN)(
  'a custom fetch may hang the request on what it throws, as %s: none shows',
  async (_, make) => {
    const fetch = async () => {
      throw make();
    };
    for (const shown of await shownBy({ fetch })) {
      expectSecret(shown);
      expect(shown.length).toBeGreaterThan(50);
    }
  },
);

function withHeaders<T extends object>(value: T): T {
  return Object.assign(value, { headers });
}

/** What is shown as the cause of what a custom `fetch` throws. */
async function causeOf(thrown: unknown): Promise<unknown> {
  const fetch = () => Promise.reject(thrown);
  const error = await rejection(clientWith({ fetch }).textToImage.get('task_1'));
  if (!(error instanceof NetworkError)) throw error;
  return error.cause;
}

test.each<[string, object]>([
  ['a code', { code: 'ECONNREFUSED', port: 9 }],
  ['null', { response: null }],
  ['nothing', { response: undefined }],
  ['a list', { tried: ['::1', '127.0.0.1'] }],
  ['plain data', { address: { host: 'localhost', port: 9 } }],
  ['data without a prototype', { address: Object.assign(Object.create(null), { port: 9 }) }],
  ['data four levels deep', { a: { b: { c: { d: {} } } } }],
  ['a cause', { cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }) }],
])('an error whose fields are harmless is the cause itself: %s', async (_, fields) => {
  const thrown = Object.assign(new TypeError('fetch failed'), fields);
  expect(await causeOf(thrown)).toBe(thrown);
});

test.each<[string, (error: Error) => object]>([
  ['a Request', () => ({ request })],
  ['data five levels deep', () => ({ a: { b: { c: { d: { e: {} } } } } })],
  ['itself', (error) => ({ self: error })],
  ['a code that is no text', () => ({ code: withHeaders(() => 1) })],
])('of an error that holds %s, name, message, stack and nothing else are shown', async (_, fields) => {
  const thrown = new TypeError('fetch failed');
  Object.assign(thrown, fields(thrown));
  const cause = await causeOf(thrown);

  expect(cause).not.toBe(thrown);
  expect(cause).toMatchObject({ name: 'TypeError', message: 'fetch failed', stack: thrown.stack });
  for (const name of ['request', 'a', 'self', 'code', 'cause']) expect(cause).not.toHaveProperty(name);
});

test('of errors that hold the request, the chain of causes is shown with its codes, and ends', async () => {
  const deepest = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', request });
  const thrown = Object.assign(new Error('sending failed', { cause: deepest }), { request });
  expect(await causeOf(thrown)).toMatchObject({
    message: 'sending failed',
    cause: { message: 'read ECONNRESET', code: 'ECONNRESET' },
  });

  const circle = Object.assign(new Error('round and round'), { request });
  circle.cause = circle;
  let length = 0;
  for (let link = await causeOf(circle); link instanceof Error; link = link.cause) length++;
  expect(length).toBe(5);
});

test('of an error that throws when it is read, that is said', async () => {
  const get = () => {
    throw new Error('no');
  };
  const thrown = Object.defineProperty(new Error('x'), 'message', { get });
  expect(await causeOf(thrown)).toBe('something that can not be read');
});

test('a body that breaks off may say the key in its error', async () => {
  const fetch = async () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.error(new AxiosLikeError(`stream of ${bearer} broke`)),
      }),
    );
  for (const shown of await shownBy({ fetch })) expectSecret(shown);
});

test('nothing of a client that works shows the key, in its logs neither', async () => {
  const { url, seen } = await loopback(
    { status: 202, headers: { 'X-Request-Id': KEY }, body: { id: 'task_1' } },
    { status: 500, body: { error: bearer } },
    { status: 429, headers: { 'Retry-After': '0' }, body: { error: bearer } },
    { body: { id: 'task_1', status: 'pending' } },
    { body: { id: 'task_1', status: 'completed', images: [{ url: 'https://cdn.test/1.png' }] } },
  );
  const log = recordingLogger();
  const client = clientWith({ baseUrl: url, logger: log.logger, logLevel: 'debug' });
  await client.textToImage.run(params, { pollIntervalMs: 1 });

  expect(seen).toHaveLength(5);
  expect(log.text()).toContain('POST /api/v1/flux_kontext/text_to_image 202');
  expectSecret(log.text());
  expectSecret(everythingShownOf(client));
  expectSecret(everythingShownOf(client.textToImage));
});

test('neither console.log of a client nor its JSON shows the key or the options', () => {
  const client = new FluxKontextClient({ apiKey: KEY, headers: { 'X-Shop-Token': 'tok_4711_secret' } });
  const spied = vi.spyOn(console, 'log').mockImplementation(() => {});
  onTestFinished(() => spied.mockRestore());

  for (const value of [client, client.textToImage, { client }, [client.textToImage]]) {
    expectSecret(everythingShownOf(value));
    expect(everythingShownOf(value)).not.toContain('tok_4711_secret');
  }
  expect(JSON.stringify(client)).toBe('{"textToImage":{},"files":{},"account":{}}');
});

test.each<[string, string]>([
  ['a blank inside', `${KEY} ${KEY}`],
  ['a line break inside', `${KEY}\n${KEY}`],
  ['a carriage return and another header', `${KEY}\r\nX-Admin: 1`],
  ['a letter of another alphabet', `${KEY}ключ`],
  ['a zero', `${KEY}\0`],
])('a key that is refused for %s is not shown', (_, apiKey) => {
  const error = thrownBy(() => new FluxKontextClient({ apiKey }));

  expect(error).toBeInstanceOf(AuthenticationError);
  expectSecret(everythingShownOf(error));
});

test('options that are refused do not show the key or the values', () => {
  const error = thrownBy(
    () =>
      new FluxKontextClient({
        apiKey: KEY,
        headers: { 'X-Token': `${KEY}\n`, Authorization: bearer },
        timeoutMs: -1,
        fetchOptions: KEY as never,
      }),
  );

  expect(error).toBeInstanceOf(ValidationError);
  expectSecret(everythingShownOf(error));
});

test.each([
  `https://user:${KEY}@runapi.ai`,
  `https://runapi.ai/?key=${KEY}`,
  `ftp://${KEY}`,
  `no url ${KEY}`,
])('a base URL that is refused is not shown: %s', (baseUrl) => {
  expectSecret(everythingShownOf(thrownBy(() => new FluxKontextClient({ apiKey: KEY, baseUrl }))));
});

test('params and call options that are refused do not show the key', async () => {
  const { textToImage } = clientWith({ fetch: answering(500, '').fetch });
  const apiKey = { apiKey: KEY } as object;
  for (const error of [
    await rejection(textToImage.create({ ...params, ...apiKey })),
    await rejection(textToImage.create(params, { headers: { authorization: bearer } })),
    await rejection(textToImage.create(params, { headers: { 'x-key': `${bearer}\n` } })),
    await rejection(textToImage.create(params, { clientRequestId: `${bearer}\n` })),
    await rejection(textToImage.get(`?${bearer}`)),
  ]) {
    expect(error).toBeInstanceOf(ValidationError);
    expectSecret(everythingShownOf(error));
  }
});

test.each([301, 302, 303, 307, 308])(
  'a %d to another origin is not followed: the key stays here',
  async (status) => {
    const elsewhere = await loopback({ body: { id: 'task_1', status: 'pending' } });
    const port = new URL(elsewhere.url).port;
    for (const Location of [
      `${elsewhere.url}/steal`,
      `//127.0.0.1:${port}/steal`,
      `http://localhost:${port}/steal`,
      `http://user:password@127.0.0.1:${port}/steal`,
      `/\\127.0.0.1:${port}/steal`,
    ]) {
      const { url } = await loopback({ status, headers: { Location }, body: '' });
      const { textToImage } = clientWith({
        baseUrl: url,
        maxRetries: 2,
        fetchOptions: { redirect: 'follow' },
      });
      expect(await rejection(textToImage.create(params))).toMatchObject({
        name: 'InvalidResponseError',
        status,
      });
      expect(await rejection(textToImage.get('task_1'))).toMatchObject({
        name: 'InvalidResponseError',
        status,
      });
    }

    expect(elsewhere.seen).toEqual([]);
  },
);

test('a redirect that leaves in two steps is stopped at the second', async () => {
  const elsewhere = await loopback({ body: { id: 'task_1', status: 'pending' } });
  const { url, seen } = await loopback(
    { status: 302, headers: { Location: '/moved' }, body: '' },
    { status: 302, headers: { Location: `${elsewhere.url}/steal` }, body: '' },
  );
  const error = await rejection(clientWith({ baseUrl: url }).textToImage.get('task_1'));

  expect(error).toMatchObject({ name: 'InvalidResponseError' });
  expect(seen.map(({ target }) => target)).toEqual(['/api/v1/flux_kontext/text_to_image/task_1', '/moved']);
  expect(elsewhere.seen).toEqual([]);
});

const SECRET = 'c2VjcmV0LWtleS1mb3ItdGVzdHM=';
const DECODED = 'secret-key-for-tests';

test('no refused callback shows the secret, as it is or decoded', () => {
  const body = '{"id":"task_1","status":"failed","error":"nsfw"}';
  const signed = signCallback({ body, secret: SECRET });
  const good = { body, headers: signed, secret: SECRET };
  const notJson = { body: 'no', headers: signCallback({ body: 'no', secret: SECRET }), secret: SECRET };
  for (const call of [
    () => verifyCallback({ ...good, headers: {} }),
    () => verifyCallback({ ...good, body: `${body} ` }),
    () => verifyCallback({ ...good, body: {} as never }),
    () => verifyCallback({ ...good, now: () => 0 }),
    () => verifyCallback({ ...good, headers: { ...signed, 'X-Callback-Timestamp': '1e9' } }),
    () => verifyCallback({ ...good, secret: [SECRET, `${SECRET}!`], body: `${body} ` }),
    () => verifyCallback({ ...good, secret: `${SECRET}!` }),
    () => verifyCallback({ ...good, secret: `${SECRET} ${SECRET}` }),
    () => verifyCallback({ ...good, secret: { secret: SECRET } as never }),
    () => verifyCallback(notJson),
    () => unwrapCallback({ ...notJson, body: '{}', headers: signCallback({ body: '{}', secret: SECRET }) }),
    () => signCallback({ body, secret: `${SECRET}!` }),
  ]) {
    const error = thrownBy(call);
    expect(error).toBeInstanceOf(CallbackVerificationError);
    expect(everythingShownOf(error)).not.toContain(SECRET.slice(0, 12));
    expect(everythingShownOf(error)).not.toContain(DECODED);
  }
});

test('a refused callback does not say which signature would have been right', () => {
  const body = '{"id":"task_1","status":"failed"}';
  const headers = signCallback({ body, secret: SECRET });
  const right = headers['X-Callback-Signature'] ?? '';
  const error = thrownBy(() =>
    verifyCallback({ body, headers: { ...headers, 'X-Callback-Signature': 'AAAA' }, secret: SECRET }),
  );

  expect(right).toHaveLength(44);
  expect(everythingShownOf(error)).not.toContain(right.slice(0, 10));
});

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
