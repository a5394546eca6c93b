import {
  AuthenticationError,
  type ClientOptions,
  type CreateOptions,
  downloadImage,
  FluxKontextClient,
  ValidationError,
} from '@runapi.ai/flux-kontext';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answering, clientWith, KEY, params, rejection } from './support/clients.js';
import { loopback } from './support/loopback.js';

const PATH = '/api/v1/flux_kontext/text_to_image';

beforeEach(() => {
  for (const name of ['RUNAPI_API_KEY', 'RUNAPI_BASE_URL', 'RUNAPI_LOG']) vi.stubEnv(name, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

function refusal(options: unknown): ValidationError | AuthenticationError | undefined {
  try {
    new FluxKontextClient(options as ClientOptions);
    return undefined;
  } catch (error) {
    if (error instanceof ValidationError || error instanceof AuthenticationError) return error;
    throw error;
  }
}

/** Path and message of what is wrong with the options of a client. */
function said(options: object): Record<string, string> {
  const error = refusal({ apiKey: KEY, ...options });
  if (error && !(error instanceof ValidationError)) throw error;
  return Object.fromEntries((error?.issues ?? []).map(({ path, message }) => [path, message]));
}

// Keys

test.each<[string, unknown]>([
  ['no key', {}],
  ['undefined', { apiKey: undefined }],
  ['an empty key', { apiKey: '' }],
  ['a blank key', { apiKey: ' \t\n' }],
  ['null', { apiKey: null }],
  ['a number', { apiKey: 42 }],
  ['an object', { apiKey: { key: KEY } }],
  ['a line break inside', { apiKey: 'runapi_live\nx' }],
  ['a carriage return inside', { apiKey: 'runapi_live\rx' }],
  ['a blank inside', { apiKey: 'runapi live' }],
  ['a zero', { apiKey: 'runapi\0' }],
  ['quotes around it, as `docker --env-file` leaves them', { apiKey: '"runapi_live"' }],
  ['another alphabet', { apiKey: 'ключ' }],
  ['a typographic dash', { apiKey: 'runapi–live' }],
])('%s is an AuthenticationError at construction that says what to do', (_, options) => {
  const error = refusal(options);

  expect(error).toBeInstanceOf(AuthenticationError);
  expect(error?.message).toContain('https://runapi.ai/api_keys');
  expect(error?.message).toContain('RUNAPI_API_KEY');
  expect(error).not.toHaveProperty('status');
});

test('a key is trimmed', async () => {
  const { fetch, calls } = answering(202, '{"id":"task_1"}');
  await clientWith({ apiKey: ` \t${KEY}\n`, fetch }).textToImage.create(params);

  expect(calls[0]?.init.headers).toMatchObject({ Authorization: `Bearer ${KEY}` });
});

// Environment

test('key and base URL are read from the environment, and trimmed', async () => {
  const { url, seen } = await loopback({ status: 202, body: { id: 'task_1' } });
  vi.stubEnv('RUNAPI_API_KEY', ` runapi_from_env\n`);
  vi.stubEnv('RUNAPI_BASE_URL', ` ${url}/prefix/ `);
  await new FluxKontextClient().textToImage.create(params);

  expect(seen[0]?.headers.authorization).toBe('Bearer runapi_from_env');
  expect(seen[0]?.target).toBe(`/prefix${PATH}`);
});

test('what is passed wins over the environment', async () => {
  const { url, seen } = await loopback({ status: 202, body: { id: 'task_1' } });
  vi.stubEnv('RUNAPI_API_KEY', 'runapi_from_env');
  vi.stubEnv('RUNAPI_BASE_URL', 'https://elsewhere.test');
  await new FluxKontextClient({ apiKey: KEY, baseUrl: url }).textToImage.create(params);

  expect(seen[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
});

test.each<[string, unknown]>([
  ['an empty key', { apiKey: '' }],
  ['a blank key', { apiKey: ' ' }],
  ['null', { apiKey: null }],
])('%s that is passed is refused, and not replaced from the environment', (_, options) => {
  vi.stubEnv('RUNAPI_API_KEY', 'runapi_from_env');

  expect(refusal(options)).toBeInstanceOf(AuthenticationError);
});

test('a blank variable counts as none', async () => {
  vi.stubEnv('RUNAPI_BASE_URL', '  ');
  vi.stubEnv('RUNAPI_API_KEY', '  ');
  const { fetch, calls } = answering(202, '{"id":"task_1"}');
  await clientWith({ fetch }).textToImage.create(params);

  expect(calls[0]?.url).toBe(`https://runapi.ai${PATH}`);
  expect(refusal({})).toBeInstanceOf(AuthenticationError);
});

test('a base URL of the environment is checked as one that is passed', () => {
  vi.stubEnv('RUNAPI_BASE_URL', 'http://runapi.ai');

  expect(said({})).toEqual({ baseUrl: expect.stringContaining('unencrypted') });
  expect(String(refusal({ apiKey: KEY }))).toContain("RUNAPI_BASE_URL can't be used");
  expect(String(refusal({ apiKey: KEY, baseUrl: 'http://runapi.ai' }))).toContain(
    "The option baseUrl can't be used",
  );
});

test.each([
  ['debug', 1],
  [' DEBUG ', 1],
  ['info', 0],
  ['nonsense', 0],
  [undefined, 0],
])('RUNAPI_LOG=%s sets the level', async (level, lines) => {
  vi.stubEnv('RUNAPI_LOG', level);
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const { fetch } = answering(202, '{"id":"task_1"}');
  await new FluxKontextClient({ apiKey: KEY, fetch, logger }).textToImage.create(params);

  expect(logger.debug).toHaveBeenCalledTimes(lines);
});

test('the level that is passed wins over RUNAPI_LOG', async () => {
  vi.stubEnv('RUNAPI_LOG', 'debug');
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const { fetch } = answering(503, '');
  const { textToImage } = clientWith({ fetch, logger, logLevel: 'off', maxRetries: 1 });
  await rejection(textToImage.create(params));

  for (const line of Object.values(logger)) expect(line).not.toHaveBeenCalled();
});

test('a logger that throws, or lacks a level, breaks no call', async () => {
  const thrower = () => {
    throw new Error('disk full');
  };
  for (const logger of [{ debug: thrower, info: thrower, warn: thrower, error: thrower }, {}]) {
    const { fetch } = answering(202, '{"id":"task_1"}');
    const client = clientWith({ fetch, logLevel: 'debug', logger: logger as unknown as Console });
    expect(await client.textToImage.create(params)).toEqual({ id: 'task_1' });
  }
});

test.each<[string, unknown]>([
  ['no process at all', undefined],
  ['a process without env', {}],
  ['a frozen env', Object.freeze({ env: Object.freeze({}) })],
  ['an env that throws', { env: throwingEnv() }],
])('the client works from explicit options where there is %s', async (_, process) => {
  const { fetch, calls } = answering(202, '{"id":"task_1"}');
  vi.resetModules(); // so that nothing is loaded yet
  const { FluxKontextClient } = await import('@runapi.ai/flux-kontext');
  vi.stubGlobal('process', process);
  const client = new FluxKontextClient({ apiKey: KEY, fetch });
  const withoutKey = refusal({});
  const created = client.textToImage.create(params);
  vi.unstubAllGlobals();

  expect(await created).toEqual({ id: 'task_1' });
  expect(calls[0]?.url).toBe(`https://runapi.ai${PATH}`);
  expect(calls[0]?.init.headers).toMatchObject({
    'User-Agent': expect.stringMatching(/^@runapi\.ai\/flux-kontext\/[\d.]+ browser$/),
  });
  expect(withoutKey).toBeInstanceOf(AuthenticationError);
});

function throwingEnv(): object {
  return new Proxy(
    {},
    {
      get() {
        throw new Error('NotCapable: Requires env access');
      },
    },
  );
}

test('an environment that throws, as Deno does without permission, is one without variables', () => {
  vi.stubGlobal('process', { env: throwingEnv(), versions: { node: '20.0.0' } });
  const error = refusal({});
  vi.unstubAllGlobals();

  expect(error).toBeInstanceOf(AuthenticationError);
});

// Base URL

test.each<[unknown, RegExp]>([
  ['', /not an absolute URL/],
  [' ', /not an absolute URL/],
  ['runapi.ai', /not an absolute URL/],
  ['runapi.ai:443/x', /neither https: nor http:/],
  ['//runapi.ai', /not an absolute URL/],
  ['/api', /not an absolute URL/],
  ['https://', /not an absolute URL/],
  ['https://run api.ai', /not an absolute URL/],
  [null, /a string such as https:\/\/runapi.ai, not null/],
  [42, /not a number/],
  [{}, /not an object/],
  [new URL('https://runapi.ai'), /a string .*, not a URL: pass its href/],
  ['http://runapi.ai', /unencrypted/],
  ['HTTP://runapi.ai', /unencrypted/],
  ['http://runapi.ai:443', /unencrypted/],
  ['http://192.168.1.5:8080', /unencrypted/],
  ['http://10.0.0.1', /unencrypted/],
  ['http://0.0.0.0:3000', /unencrypted/],
  ['http://[::]', /unencrypted/],
  ['http://128.0.0.1', /unencrypted/],
  ['http://[::ffff:8.8.8.8]', /unencrypted/],
  ['http://localhost.evil.test', /unencrypted/],
  ['http://127.0.0.1.evil.test', /unencrypted/],
  ['http://evil.test/localhost', /unencrypted/],
  ['http://notlocalhost', /unencrypted/],
  ['http://evil.test\\@localhost', /unencrypted/],
  ['http://localhost@evil.test', /user name or password/],
  ['https://user:password@runapi.ai', /user name or password/],
  ['https://user@runapi.ai', /user name or password/],
  ['https://runapi.ai/?a=1', /query or a fragment/],
  ['https://runapi.ai/#a', /query or a fragment/],
  ['ftp://runapi.ai', /neither https: nor http:/],
  ['file:///etc/passwd', /neither https: nor http:/],
  ['javascript:alert(1)', /neither https: nor http:/],
  ['ws://localhost', /neither https: nor http:/],
])('the base URL %j is refused at construction, with the reason', (baseUrl, why) => {
  expect(said({ baseUrl })).toEqual({ baseUrl: expect.stringMatching(why) });
  expect(refusal({ apiKey: KEY, baseUrl })?.message).toContain('baseUrl');
});

test.each([
  ['https://runapi.ai', 'https://runapi.ai'],
  ['HTTPS://RunAPI.ai/', 'https://runapi.ai'],
  [' https://runapi.ai \n', 'https://runapi.ai'],
  ['https://runapi.ai:8443/v2/', 'https://runapi.ai:8443/v2'],
  ['https://10.0.0.1', 'https://10.0.0.1'],
  ['http://localhost', 'http://localhost'],
  ['http://LOCALHOST:3000/', 'http://localhost:3000'],
  ['http://localhost.:3000', 'http://localhost.:3000'],
  ['http://runapi.localhost:3000', 'http://runapi.localhost:3000'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['http://127.10.20.30', 'http://127.10.20.30'],
  ['https://gateway.test/api/v1/proxy', 'https://gateway.test/api/v1/proxy'],
  ['http://127.1', 'http://127.0.0.1'],
  ['http://0x7f.1', 'http://127.0.0.1'],
  ['http://[::1]:3000/x', 'http://[::1]:3000/x'],
  ['http://[0:0:0:0:0:0:0:1]', 'http://[::1]'],
])('the base URL %s is taken', async (baseUrl, base) => {
  const { fetch, calls } = answering(202, '{"id":"task_1"}');
  await clientWith({ baseUrl, fetch }).textToImage.create(params);

  expect(calls[0]?.url).toBe(base + PATH);
});

test.each([
  ['localhost:4010', 'write http://localhost:4010'],
  ['127.0.0.1:4010', 'write http://127.0.0.1:4010'],
  ['runapi.ai', 'write https://runapi.ai'],
  [' runapi.ai/ ', 'write https://runapi.ai/'],
  ['runapi.ai and more', 'it is not an absolute URL such as https://runapi.ai'],
  ['http://localhost:4010/api/v1', 'leave that off'],
  ['https://runapi.ai/api/v1/', 'leave that off'],
])('the base URL %s is answered with what to write', (baseUrl, advice) => {
  expect(said({ baseUrl })).toEqual({ baseUrl: expect.stringContaining(advice) });
});

test('who has a key in .env and none in the environment is told how Node reads it', () => {
  expect(refusal({})?.message).toContain('node --env-file=.env app.mjs');
});

test.each<[string, unknown, string]>([
  ['a task', { id: 'task_1', status: 'pending' }, 'such as task.id'],
  ['a Promise', Promise.resolve('task_1'), 'not a Promise: await it'],
])('%s in place of an id is answered with what to pass', async (_, id, advice) => {
  const { fetch, calls } = answering(200, '{}');
  const { textToImage } = clientWith({ fetch });
  for (const ask of ['get', 'wait'] as const) {
    const error = await rejection(textToImage[ask](id as string));
    expect(error).toMatchObject({ issues: [{ path: 'id', message: expect.stringContaining(advice) }] });
    expect(error).not.toHaveProperty('taskId');
  }
  expect(calls).toEqual([]);
});

// Numbers

const NO_NUMBERS = [Number.NaN, Number.NEGATIVE_INFINITY, -1, '5', '', null, true, {}, [5], 5n];

test.each<[string, readonly unknown[]]>([
  ['timeoutMs', [...NO_NUMBERS, 0, 0.5, Number.POSITIVE_INFINITY]],
  ['maxRetries', [...NO_NUMBERS, 1.5, Number.POSITIVE_INFINITY]],
  ['retryBaseDelayMs', [...NO_NUMBERS, Number.POSITIVE_INFINITY]],
  ['retryMaxDelayMs', [...NO_NUMBERS, Number.POSITIVE_INFINITY]],
  ['maxConcurrentRequests', [...NO_NUMBERS, 0, 1.5, Number.POSITIVE_INFINITY]],
])('%s takes a number that makes sense, and says so', (name, values) => {
  for (const value of values) {
    expect(said({ [name]: value })).toEqual({ [name]: expect.stringMatching(/^must be a (whole )?number/) });
    expect(refusal({ apiKey: KEY, [name]: value })?.message).toContain(name);
  }
});

test.each<[string, readonly unknown[]]>([
  ['timeoutMs', NO_NUMBERS.concat(0, Number.POSITIVE_INFINITY)],
  ['maxRetries', NO_NUMBERS.concat(1.5)],
  ['maxWaitMs', NO_NUMBERS],
  ['pollIntervalMs', NO_NUMBERS.concat(0, Number.POSITIVE_INFINITY)],
])('the %s of a call takes a number that makes sense, and else nothing is sent', async (name, values) => {
  const { fetch, calls } = answering(202, '{"id":"task_1"}');
  const { textToImage } = clientWith({ fetch });
  for (const value of values) {
    const options = { [name]: value };
    const errors = [await rejection(textToImage.run(params, options))];
    if (name.startsWith('timeout') || name.startsWith('maxRetries')) {
      errors.push(await rejection(textToImage.create(params, options)));
      errors.push(await rejection(textToImage.get('task_1', options)));
    } else errors.push(await rejection(textToImage.wait('task_1', options)));
    for (const error of errors) {
      if (!(error instanceof ValidationError)) throw error;
      expect(error.issues.map(({ path }) => path)).toEqual([name]);
    }
  }

  expect(calls).toEqual([]);
});

test('numbers that make sense at the edge are taken', () => {
  expect(said({ timeoutMs: 1, maxRetries: 0, retryBaseDelayMs: 0, retryMaxDelayMs: 0 })).toEqual({});
  expect(said({ maxConcurrentRequests: 1, timeoutMs: Number.MAX_SAFE_INTEGER })).toEqual({});
});

test('an option that is undefined has its default', () => {
  const names = [
    'timeoutMs',
    'maxRetries',
    'headers',
    'fetch',
    'fetchOptions',
    'logger',
    'logLevel',
    'baseUrl',
  ];

  expect(said(Object.fromEntries(names.map((name) => [name, undefined])))).toEqual({});
});

test('all options that are wrong are named at once', () => {
  const wrong = { timeoutMs: 0, maxRetries: -1, headers: { 'X\n': '' }, logLevel: 'loud', fetch: 'fetch' };

  expect(Object.keys(said(wrong)).sort()).toEqual([
    'fetch',
    'headers.X\\n',
    'logLevel',
    'maxRetries',
    'timeoutMs',
  ]);
});

// Headers

test.each<[string, unknown, RegExp]>([
  ['a line break', { 'X-Note': 'a\nX-Admin: 1' }, /line break/],
  ['a carriage return', { 'X-Note': 'a\rb' }, /line break/],
  ['a zero', { 'X-Note': 'a\0b' }, /cannot carry/],
  ['another alphabet', { 'X-Note': 'Größe' }, /printable ASCII/],
  ['an emoji', { 'X-Note': '🗼' }, /printable ASCII/],
  ['a delete character', { 'X-Note': 'a\u007f' }, /cannot carry/],
  ['a number', { 'X-Note': 5 }, /must be a string, not number/],
  ['null', { 'X-Note': null }, /must be a string, not null/],
  ['undefined', { 'X-Note': undefined }, /must be a string, not undefined/],
  ['a list', { 'X-Note': ['a', 'b'] }, /must be a string, not object/],
])('a header with %s is refused, and named', async (_, headers, why) => {
  expect(said({ headers })).toEqual({ 'headers.X-Note': expect.stringMatching(why) });

  const { fetch, calls } = answering(202, '{"id":"task_1"}');
  for (const call of ['create', 'get'] as const) {
    const options = { headers } as never;
    const { textToImage } = clientWith({ fetch });
    const error = await rejection(
      call === 'create' ? textToImage.create(params, options) : textToImage.get('task_1', options),
    );
    if (!(error instanceof ValidationError)) throw error;
    expect(error.message).toContain('X-Note');
    expect(error.issues[0]?.message).toMatch(why);
  }
  expect(calls).toEqual([]);
});

test.each(['', ' ', 'X Note', 'X-Note:', 'X\nNote', 'X\r\nEvil: 1', 'Größe', '(x)', 'a"b', 'a\0'])(
  'a header can not be named %j',
  (name) => {
    const issues = said({ headers: { [name]: '1' } });
    expect(Object.values(issues)).toEqual(['is no name that a header can have']);
    expect(Object.keys(issues)[0]).not.toMatch(/[\n\r\0]/);
  },
);

test.each([
  ['Authorization', /apiKey/],
  ['authorization', /apiKey/],
  ['AUTHORIZATION', /apiKey/],
  ['Idempotency-Key', /idempotencyKey/],
  ['X-Client-Request-Id', /clientRequestId/],
  ['Accept', /the SDK sets it/],
  ['Content-Type', /the SDK sets it/],
  ['Content-Length', /the runtime sets it/],
  ['Host', /the runtime sets it/],
  ['Connection', /the runtime sets it/],
  ['Transfer-Encoding', /the runtime sets it/],
  ['Upgrade', /the runtime sets it/],
  ['Expect', /the runtime sets it/],
  ['Keep-Alive', /the runtime sets it/],
])('the header %s has a way of its own, and that is said', (name, way) => {
  expect(said({ headers: { [name]: 'x' } })).toEqual({ [`headers.${name}`]: expect.stringMatching(way) });
});

test.each<[string, unknown]>([
  ['null', null],
  ['a text', 'X-Note: 1'],
  ['a list', [['X-Note', '1']]],
  ['Headers', new Headers({ 'X-Note': '1' })],
  ['a Map', new Map([['X-Note', '1']])],
  ['a function', () => ({})],
])('headers that are %s are refused', (_, headers) => {
  expect(said({ headers })).toEqual({ headers: 'must be a plain object of names and values' });
});

// Unknown options

const OF_CLIENT: [string, unknown, string][] = [
  ['base_url', 'http://localhost:4010', 'did you mean baseUrl?'],
  ['baseURL', 'http://localhost:4010', 'did you mean baseUrl?'],
  ['timeout', 5, 'did you mean timeoutMs?'],
  ['timeoutSeconds', 5, 'did you mean timeoutMs?'],
  ['retries', 5, 'did you mean maxRetries?'],
  ['proxy', {}, 'there are apiKey, baseUrl, timeoutMs'],
  ['constructor', 1, 'there are apiKey, baseUrl'],
  ['idempotencyKey', 'order-1', 'there are apiKey, baseUrl'],
];

test.each(OF_CLIENT)('the client refuses %s, which would do nothing', (name, value, advice) => {
  expect(said({ [name]: value })).toEqual({ [name]: expect.stringContaining(`unknown option: ${advice}`) });
});

test('a misspelt key is told as that, and not as no key', () => {
  const error = refusal({ api_key: KEY, timeoutMs: 0 });

  expect(error).toMatchObject({ issues: [{ path: 'api_key' }, { path: 'timeoutMs' }] });
  expect(error?.message).toContain('did you mean apiKey?');
  expect(error?.message).not.toContain(KEY);
});

type Ask = (client: FluxKontextClient, options: object) => Promise<unknown>;
const create: Ask = ({ textToImage }, options) => textToImage.create(params, options);
const get: Ask = ({ textToImage }, options) => textToImage.get('task_1', options);
const wait: Ask = ({ textToImage }, options) => textToImage.wait('task_1', options);
const run: Ask = ({ textToImage }, options) => textToImage.run(params, options);
const upload: Ask = ({ files }, options) => files.create({ file: new Blob(['x']) }, options);
const balance: Ask = ({ account }, options) => account.balance(options);
const info: Ask = ({ account }, options) => account.info(options);
const download: Ask = (_, options) => downloadImage('https://cdn.test/cat.png', options);

test.each<[string, Ask, string, unknown, string]>([
  ['create', create, 'idempotency_key', 'order-1', 'did you mean idempotencyKey?'],
  ['create', create, 'Idempotency-Key', 'order-1', 'did you mean idempotencyKey?'],
  ['create', create, 'abortSignal', new AbortController().signal, 'did you mean signal?'],
  ['run', run, 'maxWait', 5, 'did you mean maxWaitMs?'],
  ['run', run, 'timeout', 5, 'did you mean timeoutMs?'],
  ['run', run, 'interval', 5, 'did you mean pollIntervalMs?'],
  ['run', run, 'on_created', () => {}, 'did you mean onCreated?'],
  ['wait', wait, 'maxWait', 5, 'did you mean maxWaitMs?'],
  ['get', get, 'Signal', 5, 'did you mean signal?'],
  ['files.create', upload, 'progress', () => {}, 'did you mean onProgress?'],
  ['files.create', upload, 'file_name', 'a.png', 'there are headers'],
  ['account.balance', balance, 'timeout', 5, 'did you mean timeoutMs?'],
  ['account.info', info, 'timeout', 5, 'did you mean timeoutMs?'],
  ['downloadImage', download, 'maxByte', 10, 'did you mean maxBytes?'],
  ['downloadImage', download, 'headers', {}, 'there are signal, timeoutMs'],
])(
  '%s refuses an option that it has not, before anything is sent: %s',
  async (_, ask, name, value, advice) => {
    const { fetch, calls } = answering(202, '{"id":"task_1"}');
    vi.stubGlobal('fetch', fetch);
    const error = await rejection(ask(clientWith({ fetch }), { [name]: value }));

    if (!(error instanceof ValidationError)) throw error;
    expect(error.issues).toEqual([
      { path: name, message: expect.stringContaining(`unknown option: ${advice}`) },
    ]);
    expect(calls).toEqual([]);
  },
);

test('an unknown option that is undefined is one that is not there', async () => {
  const { fetch } = answering(202, '{"id":"task_1"}');

  expect(await create(clientWith({ fetch }), { idempotency_key: undefined })).toEqual({ id: 'task_1' });
  expect(said({ base_url: undefined })).toEqual({});
});

test.each([
  ['idempotencyKey', 'create(params, { idempotencyKey })'],
  ['idempotency_key', 'create(params, { idempotencyKey })'],
  ['signal', 'create(params, { signal })'],
  ['headers', 'create(params, { headers })'],
  ['extraBody', 'create(params, { extraBody })'],
  ['maxWaitMs', 'run(params, { maxWaitMs })'],
  ['onCreated', 'run(params, { onCreated })'],
])('%s is said to be an option among the params, and within extraBody too', async (name, call) => {
  const { fetch, calls } = answering(202, '{"id":"task_1"}');
  const { textToImage } = clientWith({ fetch });
  const message = `is an option: pass it in the second argument, ${call}`;

  expect(await rejection(textToImage.create({ ...params, [name]: 'x' }))).toMatchObject({
    issues: [{ path: name, message }],
  });
  expect(await rejection(textToImage.create(params, { extraBody: { [name]: 'x' } }))).toMatchObject({
    issues: [{ path: `extraBody.${name}`, message }],
  });
  expect(calls).toEqual([]);
});

test.each([
  ['timeout', 'create(params, { timeoutMs })'],
  ['maxWait', 'run(params, { maxWaitMs })'],
  ['idempotency', 'create(params, { idempotencyKey })'],
])('%s among the params is taken for the option that it stands for', async (name, call) => {
  const { fetch } = answering(202, '{"id":"task_1"}');
  const error = await rejection(clientWith({ fetch }).textToImage.create({ ...params, [name]: 5 }));

  expect(error).toMatchObject({ issues: [{ path: name, message: expect.stringContaining(call) }] });
});

// Other options

test.each([null, 'runapi_key', 42, true, Symbol('x'), () => ({})])(
  'options that are %s are refused as such',
  (options) => {
    const error = refusal(options);
    expect(error).toBeInstanceOf(ValidationError);
    expect(error?.message).toMatch(
      /options must be an object, not (null|a (string|number|boolean|symbol|function))/,
    );
    expect(error?.message).not.toContain('runapi_key');
  },
);

test.each<unknown>([
  null,
  'abc',
  42,
  true,
  [5_000],
  Promise.resolve({}),
  new AbortController().signal,
  new Map([['idempotencyKey', 'order-1']]),
  new Headers({ 'Idempotency-Key': 'order-1' }),
  new URLSearchParams({ idempotencyKey: 'order-1' }),
  new Date(),
])('call options that are %s are refused as such', async (options) => {
  const { fetch, calls } = answering(202, '{"id":"task_1"}');
  const { textToImage } = clientWith({ fetch });
  for (const error of [
    await rejection(textToImage.create(params, options as never)),
    await rejection(textToImage.get('task_1', options as never)),
    await rejection(textToImage.wait('task_1', options as never)),
    await rejection(textToImage.run(params, options as never)),
  ]) {
    expect(error).toBeInstanceOf(ValidationError);
    expect(String(error)).toContain('options must be an object');
  }
  expect(calls).toEqual([]);
});

test('options may be an object without a prototype, an instance of a class, or a module', async () => {
  class Config {
    timeoutMs = 5_000;
  }
  const { fetch } = answering(200, '{"id":"task_1","status":"pending"}');
  const module = Object.create(null, { [Symbol.toStringTag]: { value: 'Module' } });
  for (const options of [Object.assign(Object.create(null), { timeoutMs: 5_000 }), new Config(), module]) {
    expect(await clientWith({ fetch }).textToImage.get('task_1', options)).toMatchObject({ id: 'task_1' });
  }
});

test('a signal in the place of the options is told where it belongs', async () => {
  const { fetch } = answering(202, '{"id":"task_1"}');
  const error = await rejection(
    clientWith({ fetch }).textToImage.get('task_1', new AbortController().signal as never),
  );

  expect(String(error)).toContain('not an AbortSignal: pass { signal }');
});

test.each<[string, unknown, string]>([
  ['fetch', 'fetch', 'must be a function, not a string'],
  ['fetch', null, 'must be a function, not null'],
  ['fetch', {}, 'must be a function, not an object'],
  ['fetchOptions', null, 'must be an object, not null'],
  ['fetchOptions', 'redirect', 'must be an object, not a string'],
  ['logger', null, 'must be an object, not null'],
  ['logger', 'console', 'must be an object, not a string'],
  ['logLevel', 'loud', 'must be one of off, error, warn, info, debug'],
  ['logLevel', null, 'must be one of off, error, warn, info, debug'],
  ['logLevel', 3, 'must be one of off, error, warn, info, debug'],
])('the option %s can not be %j', (name, value, message) => {
  expect(said({ [name]: value })).toEqual({ [name]: message });
});

test.each<[string, unknown]>([
  ['signal', 'stop'],
  ['signal', {}],
  ['signal', null],
  ['fetchOptions', 'redirect'],
  ['onUpdate', 'log'],
  ['onCreated', {}],
])('the call option %s can not be %j, and nothing is sent', async (name, value) => {
  const { fetch, calls } = answering(202, '{"id":"task_1"}');
  const error = await rejection(clientWith({ fetch }).textToImage.run(params, { [name]: value }));

  if (!(error instanceof ValidationError)) throw error;
  expect(error.issues.map(({ path }) => path)).toEqual([name]);
  expect(calls).toEqual([]);
});

// Idempotency key and client request id

test.each<[string, unknown]>([
  ['empty', ''],
  ['blank', '   '],
  ['longer than 512 characters', 'x'.repeat(513)],
  ['with a line break', 'order\n1'],
  ['with another header in it', 'order\r\nX-Admin: 1'],
  ['of another alphabet', 'Größe'],
  ['with blanks around it', ' order-1 '],
  ['with a tab', 'order\t1'],
  ['null', null],
  ['a number', 42],
  ['a bigint', 42n],
  ['an object', {}],
])('an idempotency key or request id that is %s is refused, and nothing is sent', async (_, value) => {
  const { fetch, calls } = answering(202, '{"id":"task_1"}');
  for (const name of ['idempotencyKey', 'clientRequestId']) {
    const error = await rejection(
      clientWith({ fetch }).textToImage.create(params, { [name]: value } as CreateOptions),
    );
    if (!(error instanceof ValidationError)) throw error;
    expect(error.issues.map(({ path }) => path)).toEqual([name]);
    expect(JSON.parse(JSON.stringify(error)).idempotencyKey).toSatisfy(
      (key) => key === undefined || typeof key === 'string',
    );
  }
  expect(calls).toEqual([]);
});

test.each(['x', 'x'.repeat(512), 'order 17/a:b;c="d" ~!#$%&()*+,-.<=>?@[]^_`{|}'])(
  'an idempotency key or request id may be %s',
  async (value) => {
    const { fetch, calls } = answering(202, '{"id":"task_1"}');
    const options = { idempotencyKey: value, clientRequestId: value };
    await clientWith({ fetch }).textToImage.create(params, options);

    expect(calls[0]?.init.headers).toMatchObject({ 'Idempotency-Key': value, 'X-Client-Request-Id': value });
  },
);

test('what can be a param, and what is wrong beside it, is said in one go or the other, and costs nothing', async () => {
  const { fetch, calls } = answering(202, '{"id":"task_1"}');
  const { textToImage } = clientWith({ fetch });
  for (const bad of [null, undefined, 'a prompt', 42, [params], new Map(), { prompt: 'x' }])
    expect(await rejection(textToImage.create(bad as never))).toBeInstanceOf(ValidationError);

  expect(calls).toEqual([]);
});

// Ids

test.each<[string, unknown]>([
  ['empty', ''],
  ['blank', ' '],
  ['a slash', 'task/1'],
  ['a path upwards', '../me'],
  ['a dot', '.'],
  ['two dots', '..'],
  ['three dots', '...'],
  ['an escaped path upwards', '%2e%2e'],
  ['an escaped slash', 'a%2Fb'],
  ['a backslash', 'a\\b'],
  ['a query', 'task_1?admin=1'],
  ['a fragment', 'task_1#x'],
  ['a line break', 'task_1\n'],
  ['a line break and a header', 'task_1\r\nX-Admin: 1'],
  ['a tab', 'task\t1'],
  ['a zero', 'task\u0000'],
  ['another alphabet', 'задача'],
  ['full width dots', '．．'],
  ['a lone surrogate', '\ud800'],
  ['endless', 'x'.repeat(513)],
  ['undefined', undefined],
  ['null', null],
  ['a number', 7],
  ['an object', { id: 'task_1' }],
  ['a list', ['task_1']],
  ['a String', new String('task_1')],
])('an id that is or has %s is refused, and nothing is sent', async (_, id) => {
  const { fetch, calls } = answering(200, '{"id":"task_1","status":"pending"}');
  const { textToImage } = clientWith({ fetch });
  for (const call of ['get', 'wait'] as const) {
    const error = await rejection(textToImage[call](id as string));
    if (!(error instanceof ValidationError)) throw error;
    expect(error.issues.map(({ path }) => path)).toEqual(['id']);
    expect(error.message).toContain('No task was asked for');
  }
  expect(calls).toEqual([]);
});

test('no id at all is ever another endpoint', async () => {
  const unit = fc.oneof(
    fc.constantFrom(
      '.',
      '/',
      '\\',
      '%',
      '2e',
      '2f',
      '5c',
      '?',
      '#',
      '@',
      ':',
      ';',
      '..',
      '\t',
      '\n',
      ' ',
      '\u0000',
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  const ids = fc.array(unit, { maxLength: 8 }).map((parts) => parts.join(''));
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(ids, async (id) => {
      const { fetch, calls } = answering(200, '{"id":"task_1","status":"pending"}');
      const { textToImage } = clientWith({ fetch });
      await textToImage.get(id).catch((error: unknown) => expect(error).toBeInstanceOf(ValidationError));
      for (const { url } of calls) {
        sent++;
        const { origin, pathname, search, hash } = new URL(url);
        expect(origin + search + hash).toBe('https://runapi.ai');
        expect(pathname.startsWith(`${PATH}/`)).toBe(true);
        expect(decodeURIComponent(pathname.slice(PATH.length + 1))).toBe(id);
        expect(pathname.slice(PATH.length + 1)).not.toMatch(/[/\\]|^(\.|%2e)+$/i);
      }
    }),
    { numRuns: 2_000 },
  );
  expect(sent).toBeGreaterThan(50);
});

test('a header may have the name of what every object has', () => {
  expect(said({ headers: { constructor: 'mine' } })).toEqual({});
});

test('one object of options may go to every call about a task', async () => {
  const options = { idempotencyKey: 'order-1', maxWaitMs: 5, pollIntervalMs: 1, onCreated: () => {} };
  const { fetch } = answering(
    200,
    '{"id":"task_1","status":"completed","images":[{"url":"https://cdn.test/1.png"}]}',
  );
  for (const ask of [create, get, wait, run])
    expect(await ask(clientWith({ fetch }), options)).toMatchObject({ id: 'task_1' });
});

test.each([`order-${undefined}`, `order_${null}`, `${Number.NaN}`, `order/${{}}`])(
  'a key that was made of nothing is refused, or two customers would share a task: %s',
  async (idempotencyKey) => {
    const { fetch, calls } = answering(202, '{"id":"task_1"}');
    const error = await rejection(create(clientWith({ fetch }), { idempotencyKey }));
    expect(error).toMatchObject({
      issues: [{ path: 'idempotencyKey', message: expect.stringContaining('nothing') }],
    });
    expect(calls).toHaveLength(0);
  },
);

test.each(['null-and-void', 'ternull', 'order-undefined-2', 'nan', '[object Object]-2'])(
  'a key such as %s is let through',
  async (idempotencyKey) => {
    const { fetch } = answering(202, '{"id":"task_1"}');
    expect(await create(clientWith({ fetch }), { idempotencyKey })).toMatchObject({ id: 'task_1' });
  },
);

test('what came is named in English: an ArrayBuffer, a Uint8Array', async () => {
  const { textToImage } = clientWith({ fetch: answering(202, '{}').fetch });
  expect(String(await rejection(textToImage.get(new ArrayBuffer(1) as never)))).toContain(
    'not an ArrayBuffer',
  );
  expect(String(await rejection(textToImage.get(new Uint8Array(1) as never)))).toContain('not a Uint8Array');
});

test('whoever passes params as options, or swaps the two, is told where they go', async () => {
  const { fetch } = answering(202, '{"id":"task_1"}');
  const { textToImage } = clientWith({ fetch });
  const swapped = await rejection(textToImage.run({ maxWaitMs: 5 } as never, params as never));
  expect(String(swapped)).toMatch(/model: is a parameter: .* the first argument; prompt: is a parameter/);
  const among = await rejection(textToImage.create(params, { aspect_ratio: '1:1' } as never));
  expect(String(among)).toContain('aspect_ratio: is a parameter');
});

test('the names that there are are listed also when the first wrong one was answered with a better one', () => {
  expect(refusal({ apiKey: 'key', base_url: 1, xx: 1, yy: 1 })?.message).toMatch(
    /base_url: unknown option: did you mean baseUrl\?; xx: unknown option: there are apiKey, .*; yy: unknown option\.$/,
  );
});

test('the names that there are are listed once, however many were wrong', () => {
  const options = { ...Object.fromEntries(['xx', 'yy', 'zz'].map((name) => [name, 1])), apiKey: 'k' };
  expect(() => new FluxKontextClient(options)).toThrow(
    /xx: unknown option: there are apiKey, .*; yy: unknown option; zz: unknown option\.$/,
  );
});

test('a time limit may have a fraction', async () => {
  const { fetch } = answering(202, '{"id":"task_1"}');
  expect(await clientWith({ fetch, timeoutMs: 1_500.5 }).textToImage.create(params)).toEqual({
    id: 'task_1',
  });
});

test('of very many names that are none, twenty are told, and how many there are besides', () => {
  const options = { ...Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`x${i}`, 1])), apiKey: 'k' };
  expect(Object.keys(said(options))).toHaveLength(21);
  expect(said(options)['']).toBe('5 more unknown options');
});
