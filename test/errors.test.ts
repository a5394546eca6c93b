import { inspect } from 'node:util';
import vm from 'node:vm';
import {
  AuthenticationError,
  ConflictError,
  FluxKontextClient,
  InsufficientCreditsError,
  InvalidResponseError,
  NetworkError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  RunApiError,
  ServerError,
  ServiceUnavailableError,
  TaskFailedError,
  TaskTimeoutError,
  TimeoutError,
  ValidationError,
} from '@runapi.ai/flux-kontext';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { answer } from './support/answers.js';
import { answering, clientWith, KEY, params, rejection } from './support/clients.js';
import { fakeFetch } from './support/fake-fetch.js';

afterEach(() => {
  vi.useRealTimers();
});

/** What create and get throw at one and the same answer. */
async function refusals(status: number, body: BodyInit | null, headers: Record<string, string> = {}) {
  const { textToImage } = clientWith({ fetch: answering(status, body, headers).fetch });
  const fresh = clientWith({ fetch: answering(status, body, headers).fetch }); // a 429 holds the whole client
  return [await failure(textToImage.create(params)), await failure(fresh.textToImage.get('task_1'))] as const;
}

async function failure(promise: Promise<unknown>): Promise<RunApiError> {
  const error = await rejection(promise);
  if (error instanceof RunApiError) return error;
  throw new Error(`not a RunApiError: ${inspect(error)}`);
}

const json = (value: unknown) => JSON.stringify(value);

/** A closing tag, or one of a page. Not every `<` is one: 'no such tag <seed>' is a sentence. */
const HTML = /<\/[a-z]+>|<(!doctype|html|head|title|body|script|h1|p|a|img|table|b|i)\b[^>]*>/i;
const PAGE =
  '<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><center><h1>nginx</h1></center></body></html>';

const TABLE = [
  [400, ValidationError, 'ValidationError', false],
  [401, AuthenticationError, 'AuthenticationError', false],
  [402, InsufficientCreditsError, 'InsufficientCreditsError', false],
  [403, PermissionDeniedError, 'PermissionDeniedError', false],
  [404, NotFoundError, 'NotFoundError', false],
  [408, TimeoutError, 'TimeoutError', true],
  [409, ConflictError, 'ConflictError', false],
  [422, ValidationError, 'ValidationError', false],
  [429, RateLimitError, 'RateLimitError', true],
  [455, ServiceUnavailableError, 'ServiceUnavailableError', true],
  [500, ServerError, 'ServerError', true],
  [501, ServerError, 'ServerError', true],
  [502, ServerError, 'ServerError', true],
  [503, ServiceUnavailableError, 'ServiceUnavailableError', true],
  [504, ServerError, 'ServerError', true],
  [520, ServerError, 'ServerError', true],
  [599, ServerError, 'ServerError', true],
] as const;

test.each(TABLE)(
  '%d is the error of the table, and holds the facts of the answer',
  async (status, ErrorClass, name) => {
    const body = { error: { code: 'some_code', message: 'Some reason' }, extra: [1] };
    const headers = { 'X-Request-Id': 'req_1', 'X-RunAPI-Task-Id': 'task_9', 'Retry-After': '0' };

    for (const error of await refusals(status, json(body), headers)) {
      expect(error).toBeInstanceOf(ErrorClass);
      expect(error).toMatchObject({
        name,
        status,
        code: 'some_code',
        requestId: 'req_1',
        taskId: 'task_9',
        details: body,
      });
      expect(error.message).toContain('Some reason');
      expect(error.message).toContain(String(status));
      expect(error.message).toContain('req_1');
    }
  },
);

test.each(TABLE)('%d is of its own class and of no other', async (status, ErrorClass) => {
  const others = new Set(TABLE.map(([, Other]) => Other).filter((Other) => Other !== ErrorClass));
  for (const error of await refusals(status, ''))
    for (const Other of others) expect(error).not.toBeInstanceOf(Other);
});

test.each(TABLE)('%d: whether it is repeated is as the table says', async (status, _, __, isRetried) => {
  for (const call of ['create', 'get'] as const) {
    const { fetch, calls } = answering(status, '', { 'Retry-After': '0' });
    const { textToImage } = clientWith({ fetch, maxRetries: 2 });
    await failure(call === 'create' ? textToImage.create(params) : textToImage.get('task_1'));
    expect(calls).toHaveLength(isRetried ? 3 : 1);
  }
});

test.each([405, 410, 413, 415, 418, 451, 499])(
  'a %d, which no table knows, is a plain RunApiError and is not repeated',
  async (status) => {
    const { fetch, calls } = answering(status, json({ message: 'no' }));
    const error = await failure(clientWith({ fetch, maxRetries: 2 }).textToImage.create(params));

    expect(error.constructor).toBe(RunApiError);
    expect(error.name).toBe('RunApiError');
    expect(error.status).toBe(status);
    expect(calls).toHaveLength(1);
  },
);

test.each([300, 304, 399])('a %d is no answer', async (status) => {
  for (const error of await refusals(status, null)) {
    expect(error).toBeInstanceOf(InvalidResponseError);
    expect(error.status).toBe(status);
  }
});

test('a lost connection is a NetworkError with the reason, and is repeated', async () => {
  for (const call of ['create', 'get'] as const) {
    const fetch = vi.fn(async () => {
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
      });
    });
    const { textToImage } = clientWith({ fetch, maxRetries: 2 });
    const error = await failure(call === 'create' ? textToImage.create(params) : textToImage.get('task_1'));

    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ name: 'NetworkError', code: 'ECONNRESET' });
    expect(error).not.toHaveProperty('status');
    expect(error.message).toContain('ECONNRESET');
    expect(inspect(error.cause)).toContain('fetch failed');
    expect(fetch).toHaveBeenCalledTimes(3);
  }
});

test('an error of another realm, as Jest makes of every test file, is understood as well', async () => {
  const thrown = vm.runInNewContext(
    `new TypeError('fetch failed', { cause: Object.assign(new Error('no route'), { code: 'EHOSTUNREACH' }) })`,
  );
  expect(thrown).not.toBeInstanceOf(Error);
  const error = await failure(clientWith({ fetch: () => Promise.reject(thrown) }).textToImage.create(params));

  expect(error).toMatchObject({
    name: 'NetworkError',
    code: 'EHOSTUNREACH',
    cause: thrown,
    outcomeKnown: true,
  });
  expect(error.message).toContain('no route');
  expect(JSON.parse(json(error))).toMatchObject({ cause: { name: 'TypeError', message: 'fetch failed' } });
});

test('an answer that does not come in time is a TimeoutError, and is repeated', async () => {
  vi.useFakeTimers();
  const fetch = vi.fn(() => new Promise<never>(() => {}));
  const thrown = failure(clientWith({ fetch, maxRetries: 1, timeoutMs: 2_000 }).textToImage.get('task_1'));
  await vi.advanceTimersByTimeAsync(5_000);

  const error = await thrown;
  expect(error).toBeInstanceOf(TimeoutError);
  expect(error).toMatchObject({ name: 'TimeoutError', taskId: 'task_1' });
  expect(error.message).toContain('2000 ms');
  expect(fetch).toHaveBeenCalledTimes(2);
});

test.each<[string, string, string]>([
  ['a text', json({ error: 'The prompt is empty.' }), 'The prompt is empty'],
  ['an object', json({ error: { code: 'bad', message: 'No such model' } }), 'No such model'],
  ['a message', json({ message: 'No such model' }), 'No such model'],
  ['a detail', json({ detail: 'Not so fast' }), 'Not so fast'],
  ['an errorMessage', json({ errorMessage: 'Out of paint' }), 'Out of paint'],
  ['a msg', json({ msg: 'Kein Bild: 🗼' }), 'Kein Bild: 🗼'],
  ['plain text', 'upstream connect error', 'upstream connect error'],
  ['a JSON text', json('just words'), 'just words'],
  ['lines', json({ error: 'one\r\n\ttwo\u0007\u001b[31m three' }), 'one two [31m three'],
  ['an empty error beside a message', json({ error: ' ', message: 'The real one' }), 'The real one'],
  ['broken JSON', '{"error": "half an ans', '{"error": "half an ans'],
])('a body with %s gives a readable message', async (_, body, said) => {
  for (const error of await refusals(400, body)) {
    expect(error.message).toContain(`was answered 400: ${said}. Mend the parameters`);
  }
});

test.each<[string, BodyInit | null]>([
  ['nothing at all', null],
  ['an empty text', ''],
  ['blanks', ' \r\n '],
  ['null', 'null'],
  ['a number', '42'],
  ['an empty list', '[]'],
  ['an empty object', '{}'],
  ['a list', '[{"error":"x"}]'],
  ['an error that is no text', '{"error":[1,{"a":null}],"message":7}'],
  ['a page', PAGE],
  ['a page behind blanks', `\n\n  ${PAGE}`],
  ['a page in JSON', json({ error: PAGE })],
  ['a page deep in JSON', json({ error: { message: PAGE }, message: `Oops: ${PAGE}` })],
])('a body with %s gives a message that still says what to do', async (_, body) => {
  for (const error of await refusals(401, body)) {
    expect(error.message).toMatch(
      /^(POST|GET) \/api\/v1\/flux_kontext\/text_to_image(\/task_1)? was answered 401\. Connect your API key anew: https:\/\/runapi\.ai\/api_keys\.$/,
    );
  }
});

test("the service's own list of faults becomes issues, and is in the message", async () => {
  const body = {
    error: 'Validation failed',
    errors: { prompt: ['is required', 'is too short'], model: 'is unknown' },
  };
  for (const error of await refusals(422, json(body))) {
    if (!(error instanceof ValidationError)) throw error;
    expect(error.issues).toEqual([
      { path: 'prompt', message: 'is required' },
      { path: 'prompt', message: 'is too short' },
      { path: 'model', message: 'is unknown' },
    ]);
    expect(error.message).toContain(
      'Validation failed; prompt is required; prompt is too short; model is unknown',
    );
  }
});

test.each<[string, unknown]>([
  ['in a field of its own', { error: 'x', code: 'quota' }],
  ['in the error', { error: { code: 'quota', message: 'x' } }],
])('the code of the service is found %s', async (_, body) => {
  for (const error of await refusals(402, json(body))) expect(error.code).toBe('quota');
});

test('facts that are not known are absent, not undefined', async () => {
  for (const error of await refusals(500, '')) {
    for (const name of ['code', 'requestId', 'details', 'cause', 'retryAfterMs'])
      expect(Object.keys(error)).not.toContain(name);
  }
});

test.each([
  `${PAGE}`,
  `<h1>Service Unavailable</h1>`,
  `Bad request: <a href="https://cdn.test/help">help</a>`,
  `<?xml version="1.0"?><Error><Code>Denied</Code></Error>`,
  `The gateway said </strong> and no more`,
  json({ error: '<p>Not here</p>' }),
  json({ message: 'see <table><tr><td>1</td></tr></table>' }),
  json({ detail: 'an <img src=x onerror=alert(1)> of it' }),
  json({ errors: { '<b>prompt</b>': ['is <i>required</i>'], model: ['is unknown'] } }),
  json({ errors: { '<script>x</script>': ['is required'] } }),
])('no HTML gets into a message: %s', async (body) => {
  for (const status of [200, 400, 422, 429, 500, 503])
    for (const error of await refusals(status, body)) expect(error.message).not.toMatch(HTML);
});

test.each([
  ['7', 7_000],
  ['0', 0],
  ['1.5', 1_500],
  ['', 1_000],
  ['soon', 1_000],
  ['-5', 1_000],
  ['NaN', 1_000],
  ['Infinity', 1_000],
  ['1e3', 1_000],
  ['0x10', 1_000],
  ['9'.repeat(400), Number.MAX_SAFE_INTEGER],
])('Retry-After %j is so many milliseconds: %d', async (value, expected) => {
  for (const error of await refusals(429, '', { 'Retry-After': value })) {
    expect(error).toMatchObject({ name: 'RateLimitError', retryAfterMs: expected });
  }
});

test('Retry-After may be a date, also one that has passed', async () => {
  vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z') });
  for (const error of await refusals(429, '', { 'Retry-After': 'Thu, 01 Jan 2026 00:00:30 GMT' }))
    expect(error).toMatchObject({ retryAfterMs: 30_000 });
  for (const error of await refusals(429, '', { 'Retry-After': 'Wed, 31 Dec 2025 23:00:00 GMT' }))
    expect(error).toMatchObject({ retryAfterMs: 0 });
});

test('a 429 without Retry-After, and a call that is held back because of one, say a number, too', async () => {
  const { textToImage } = clientWith({ fetch: answering(429, '', { 'Retry-After': '3600' }).fetch });
  const first = await failure(textToImage.get('task_1'));
  const held = await failure(textToImage.get('task_2'));

  expect(first).toMatchObject({ name: 'RateLimitError', retryAfterMs: 3_600_000, taskId: 'task_1' });
  expect(held).toMatchObject({ name: 'RateLimitError', taskId: 'task_2' });
  expect(held).toBeInstanceOf(RateLimitError);
  expect((held as RateLimitError).retryAfterMs).toBeGreaterThan(3_590_000);
  expect((held as RateLimitError).retryAfterMs).toBeLessThanOrEqual(3_600_000);
  for (const error of await refusals(429, '')) expect(error).toMatchObject({ retryAfterMs: 1_000 });
});

const headers = { 'X-Request-Id': 'req_7' };

test.each<[string, string, RegExp]>([
  ['a page', PAGE, /it is an HTML page/],
  ['nothing', '', /it is empty/],
  ['broken JSON', '{"id":"task_1","stat', /it begins with \{"id":"task_1","stat/],
  ['words', 'OK', /it begins with OK/],
  ['{}', '{}', /has no task id: it begins with \{\}/],
  ['null', 'null', /is not an object/],
  ['a list', '[{"id":"task_1","status":"pending"}]', /is not an object/],
  ['an empty id', '{"id":"","status":"pending"}', /has no task id/],
  ['an id that is no text', '{"id":7,"status":"pending"}', /has no task id/],
])('200 with %s is an InvalidResponseError with a look at it', async (_, body, said) => {
  for (const error of await refusals(200, body, headers)) {
    expect(error).toBeInstanceOf(InvalidResponseError);
    expect(error).toMatchObject({ status: 200, requestId: 'req_7' });
    expect(error.message).toMatch(said);
    expect(error.message).toContain('req_7');
    expect(error.message).not.toMatch(HTML);
  }
});

test.each<[string, unknown]>([
  ['no status', {}],
  ['a status that is no text', { status: 200 }],
  ['an empty status', { status: '' }],
  ['completed without images', { status: 'completed' }],
  ['completed with no image', { status: 'completed', images: [] }],
  ['completed with an image without a URL', { status: 'completed', images: [{ url: 'x' }, {}] }],
  ['completed with an empty URL', { status: 'completed', images: [{ url: '' }] }],
  ['completed with a text for an image', { status: 'completed', images: ['https://cdn.test/1.png'] }],
  ['completed with one object for images', { status: 'completed', images: { url: 'x' } }],
])('a task with %s is an InvalidResponseError, from get and from wait', async (_, fields) => {
  const { fetch, calls } = answering(200, json({ id: 'task_1', ...(fields as object) }), headers);
  const { textToImage } = clientWith({ fetch, maxRetries: 2 });
  for (const call of [() => textToImage.get('task_1'), () => textToImage.wait('task_1')]) {
    const error = await failure(call());
    expect(error).toBeInstanceOf(InvalidResponseError);
    expect(error).toMatchObject({ status: 200, requestId: 'req_7', taskId: 'task_1' });
  }
  expect(calls).toHaveLength(2);
});

test('the look at an answer is short, and on one line', async () => {
  for (const error of await refusals(200, `{"a":\n\u001b[2J"${'x'.repeat(5_000_000)}"`)) {
    expect(error.message.length).toBeLessThan(500);
    expect(error.message.split(' The task may have been made')[0]).toMatch(/^[\x20-\x7e…]+$/);
    expect(json(error).length).toBeLessThan(4_000);
  }
});

test('JSON.stringify of an error gives its name, its message and every field', async () => {
  const error = await failure(
    clientWith({
      fetch: answering(402, json({ error: 'No credits', left: 0 }), headers).fetch,
    }).textToImage.create(params, { idempotencyKey: 'order-1' }),
  );

  expect(JSON.parse(json(error))).toEqual({
    name: 'InsufficientCreditsError',
    message: error.message,
    status: 402,
    requestId: 'req_7',
    idempotencyKey: 'order-1',
    outcomeKnown: true,
    details: { error: 'No credits', left: 0 },
  });
});

test('JSON.stringify shows the cause, down to the system', async () => {
  const cause = new TypeError('fetch failed', {
    cause: Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' }),
  });
  const fetch = async () => {
    throw cause;
  };
  const error = await failure(clientWith({ fetch }).textToImage.get('task_1'));

  expect(JSON.parse(json(error))).toMatchObject({
    name: 'NetworkError',
    code: 'ECONNREFUSED',
    cause: {
      name: 'TypeError',
      message: 'fetch failed',
      cause: { message: 'connect ECONNREFUSED 127.0.0.1:9', code: 'ECONNREFUSED' },
    },
  });
});

test.each<[string, unknown, unknown]>([
  ['a text', 'the user left', 'the user left'],
  ['plain data', { page: 7, why: null }, { page: 7, why: null }],
  ['itself in a circle', circular(), '[object]'],
  ['a BigInt', 10n, '[bigint]'],
  ['an error', new Error('x'), { name: 'Error', message: 'x' }],
  ['an error with a text as code', withCode('E'), { name: 'Error', message: 'x', code: 'E' }],
  ['an error with a number as code', withCode(7), { name: 'Error', message: 'x', code: 7 }],
  ['an error whose code is a BigInt', withCode(10n), { name: 'Error', message: 'x' }],
  ['an error whose code is a circle', withCode(circular()), { name: 'Error', message: 'x' }],
  ['an object without a prototype', Object.assign(Object.create(null), { big: 1n }), '[object]'],
  ['a function', () => 1, '[function]'],
  ['an error that is its own cause', ownCause(), expect.objectContaining({ message: 'round and round' })],
])('an error can be written as JSON when its cause is %s', async (_, reason, shown) => {
  const controller = new AbortController();
  controller.abort(reason);
  const error = await failure(clientWith().textToImage.get('task_1', { signal: controller.signal }));

  expect(JSON.parse(json(error))).toMatchObject({ name: 'AbortError', taskId: 'task_1' });
  expect(JSON.parse(json(error)).cause).toStrictEqual(shown);
  expect(error.cause).toBe(reason);
});

function withCode(code: unknown) {
  return Object.assign(new Error('x'), { code });
}

function circular() {
  const circle: Record<string, unknown> = { big: 1n };
  circle['circle'] = circle;
  return circle;
}

function ownCause() {
  const error = new Error('round and round');
  error.cause = error;
  return error;
}

test('console.log of an error shows its name once, its message, its facts and the line that called', async () => {
  const error = await failure(
    clientWith({ fetch: answering(404, json({ error: 'No such task' }), headers).fetch }).textToImage.get(
      'task_1',
    ),
  );
  const shown = inspect(error);

  expect(shown).toMatch(
    /^NotFoundError: GET \/api\/v1\/flux_kontext\/text_to_image\/task_1 was answered 404/,
  );
  expect(shown.match(/NotFoundError/g)).toHaveLength(1);
  expect(shown).toContain('No such task');
  expect(shown).toContain("requestId: 'req_7'");
  expect(shown).toContain("taskId: 'task_1'");
  expect(shown).toContain('status: 404');
});

test('the message that an error got later is in its stack, too', async () => {
  const error = await failure(
    clientWith({ fetch: answering(500, '').fetch }).textToImage.create(params, { idempotencyKey: 'order-1' }),
  );

  expect(error.message).toContain("repeat the call with idempotencyKey 'order-1'");
  expect(error.stack).toContain(error.message);
});

test.each<[string, (error: Error, sites: unknown[]) => unknown]>([
  ['nothing', () => undefined],
  ['a list of calls', (_, sites) => sites],
])('where stacks are made %s, an error keeps all that it knows', async (_, prepareStackTrace) => {
  const { prepareStackTrace: original } = Error;
  Error.prepareStackTrace = prepareStackTrace;
  const error = await failure(
    clientWith({ fetch: answering(500, '').fetch }).textToImage.create(params, { idempotencyKey: 'order-1' }),
  ).finally(() => Object.assign(Error, { prepareStackTrace: original }));

  expect(error).toMatchObject({ name: 'ServerError', idempotencyKey: 'order-1', outcomeKnown: false });
  expect(error.message).toContain("repeat the call with idempotencyKey 'order-1'");
});

test('a failed task says why, and gives the task', async () => {
  const task = { id: 'task_1', status: 'failed', error: 'The prompt was declined', billing: { credits: 0 } };
  const { textToImage } = clientWith({ fetch: answering(200, json(task)).fetch });
  const error = await failure(textToImage.wait('task_1'));

  expect(error).toBeInstanceOf(TaskFailedError);
  expect(error).toMatchObject({ name: 'TaskFailedError', taskId: 'task_1', details: task });
  expect(error.message).toContain('The prompt was declined');
});

test('the id of a failed task is the one that was asked for, whatever the answer says', async () => {
  const task = { id: 'task_2', status: 'failed', error: 'Declined' };
  const { textToImage } = clientWith({ fetch: answering(200, json(task)).fetch });

  expect(await failure(textToImage.wait('task_1'))).toMatchObject({ taskId: 'task_1', details: task });
});

test.each([undefined, null, 7, PAGE, { error: { message: 'Declined' } }, { message: 'Declined' }])(
  'a failed task whose error is %j is still a readable TaskFailedError',
  async (error) => {
    const { textToImage } = clientWith({
      fetch: answering(200, json({ id: 'task_1', status: 'failed', error })).fetch,
    });
    const thrown = await failure(textToImage.wait('task_1'));

    expect(thrown).toBeInstanceOf(TaskFailedError);
    expect(thrown.message).not.toMatch(HTML);
    expect(thrown.message).not.toMatch(/undefined|null|\[object/);
  },
);

test('a task that is not final in time is a TaskTimeoutError that names the task', async () => {
  const { textToImage } = clientWith({
    fetch: answering(200, json({ id: 'task_1', status: 'pending' })).fetch,
  });
  const error = await failure(textToImage.wait('task_1', { maxWaitMs: 0 }));

  expect(error).toBeInstanceOf(TaskTimeoutError);
  expect(error).toMatchObject({ name: 'TaskTimeoutError', taskId: 'task_1' });
  expect(error.message).toContain('task_1');
});

test("a task's id that can't be asked for is not lost", async () => {
  const fetch = answering(202, json({ id: '../../me' })).fetch;
  const error = await failure(clientWith({ fetch }).textToImage.run(params));

  expect(error.taskId).toBe('../../me');
});

test('a runtime without fetch is told so, before anything is sent', async () => {
  vi.stubGlobal('fetch', undefined);
  const error = await failure(clientWith().textToImage.create(params));
  vi.unstubAllGlobals();

  expect(error).toBeInstanceOf(ValidationError);
  expect(error.message).toContain('no global fetch');
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'boom'],
  ['a symbol', Symbol('boom')],
  ['a BigInt', 1n],
  ['a function', () => 1],
  ['a plain object', { code: 'E', message: 'boom' }],
  ['an object without a prototype', Object.create(null)],
  [
    'an object that throws when it is shown',
    {
      toString() {
        throw new Error('no');
      },
    },
  ],
  ['an error with an odd message', Object.assign(new Error('x'), { message: Object.create(null), name: 7 })],
  ['an error with a page for a message', new Error(PAGE)],
])('whatever a custom fetch throws is a NetworkError: %s', async (_, thrown) => {
  const fetch = () => Promise.reject(thrown);
  const { textToImage } = clientWith({ fetch });
  for (const call of [() => textToImage.create(params), () => textToImage.get('task_1')]) {
    const error = await failure(call());
    expect(error).toBeInstanceOf(NetworkError);
    expect(error.message).not.toMatch(HTML);
    expect(inspect(error)).toContain('NetworkError');
    expect(json(error)).toContain('NetworkError');
  }
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a text', 'OK'],
  ['an object', { status: 200, ok: true }],
])('a custom fetch that gives %s for a Response does not break out', async (_, given) => {
  const fetch = async () => given as Response;

  const error = await failure(clientWith({ fetch }).textToImage.get('task_1'));
  expect(error).toBeInstanceOf(NetworkError);
  expect(error.message).toMatch(/fetch gave .*, and not a Response/);
});

test('of a hundred thousand errors in an answer the message has the first ones', async () => {
  const errors = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`field ${i}`, 'is wrong']));
  const { textToImage } = clientWith({ fetch: answering(422, json({ errors })).fetch });
  const error = await failure(textToImage.create(params));

  expect(error.message).toContain('field 0 is wrong');
  expect(error.message.length).toBeLessThan(2_000);
});

const anyBody = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.uint8Array({ maxLength: 400 }),
  fc.json(),
  fc.constantFrom('', PAGE, `{"error":${JSON.stringify(PAGE)}}`, 'null', `"${KEY}"`, `Bearer ${KEY}`),
  fc
    .record(
      {
        id: fc.anything(),
        status: fc.oneof(fc.constantFrom('completed', 'failed', 'pending'), fc.anything()),
        images: fc.oneof(fc.array(fc.record({ url: fc.anything() }, { requiredKeys: [] })), fc.anything()),
        error: fc.anything(),
        errors: fc.oneof(fc.dictionary(fc.string(), fc.anything()), fc.anything()),
        message: fc.anything(),
        detail: fc.oneof(fc.constant(`You sent ${KEY}`), fc.string()),
        code: fc.oneof(fc.constant(KEY), fc.anything()),
        toString: fc.anything(),
        __proto__: fc.anything(),
      },
      { requiredKeys: [] },
    )
    .map((body) => JSON.stringify(body, (_, value) => (typeof value === 'bigint' ? Number(value) : value))),
);

const anyStatus = fc.oneof(
  fc.constantFrom(200, 202, 400, 401, 402, 404, 409, 422, 429, 455, 500, 503),
  fc.integer({ min: 200, max: 599 }).filter((status) => ![204, 205].includes(status)),
);

const headerValue = fc.oneof(
  fc.constantFrom(KEY, `Bearer ${KEY}`, '1', '-1', 'Thu, 01 Jan 2026 00:00:00 GMT', ''),
  fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) }),
);

const anyHeaders = fc.dictionary(
  fc.constantFrom('X-Request-Id', 'X-RunAPI-Task-Id', 'Retry-After', 'Location', 'Content-Type'),
  headerValue,
);

test('no answer gives anything but a result or a RunApiError, with no key and no HTML in its message', async () => {
  await fc.assert(
    fc.asyncProperty(anyBody, anyStatus, anyHeaders, async (body, status, given) => {
      const fetch: typeof globalThis.fetch = async () =>
        new Response([304].includes(status) ? null : (body as BodyInit), { status, headers: given });
      for (const call of ['create', 'get', 'wait'] as const) {
        const { textToImage } = new FluxKontextClient({ apiKey: KEY, fetch, maxRetries: 0, logLevel: 'off' });
        const promise =
          call === 'create'
            ? textToImage.create(params)
            : textToImage[call]('task_1', { ...(call === 'wait' ? { maxWaitMs: 0 } : {}) });
        const error: unknown = await promise.then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        if (error === undefined) continue;
        expect(error).toBeInstanceOf(RunApiError);
        const { message, stack } = error as RunApiError;
        expect(message).not.toMatch(HTML);
        const shown = [message, stack, json(error), inspect(error, { depth: 20, showHidden: true })];
        expect(shown.join('\n')).not.toContain(KEY);
        if (error instanceof RateLimitError) expect(error.retryAfterMs).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 1_000 },
  );
}, 60_000);

// The search for HTML took quadratic time: 240 kB of open tags stopped the process for 36 s, whatever timeoutMs said.
test('an error body of a megabyte of open tags is read like any other', async () => {
  const { fetch } = fakeFetch(answer(400, `x${'<a '.repeat(350_000)}`));
  expect(await rejection(clientWith({ fetch }).textToImage.get('task_1'))).toBeInstanceOf(ValidationError);
});

test('a sentence with a < in it is a sentence', async () => {
  const said = 'no such tag <seed> or <lora:name>, see <https://runapi.ai>, and x<y';
  const { textToImage } = clientWith({ fetch: fakeFetch(answer(422, { errors: { prompt: [said] } })).fetch });
  const refusal = (await rejection(textToImage.create(params))) as ValidationError;
  expect(refusal.issues).toEqual([{ path: 'prompt', message: said }]);
  expect(refusal.message).toContain(said);
  const failed = answer(200, { id: 'task_1', status: 'failed', error: said });
  const error = await rejection(clientWith({ fetch: fakeFetch(failed).fetch }).textToImage.wait('task_1'));
  expect(String(error)).toContain(said);
});

test.each(['td', 'ul', 'code', 'strong', 'font', 'svg', 'iframe'])(
  'a message with a tag <%s> in it is kept out',
  async (tag) => {
    const { fetch } = fakeFetch(answer(402, { error: `Gone wrong: <${tag} class="x">` }));
    expect(String(await rejection(clientWith({ fetch }).textToImage.get('task_1')))).not.toContain(
      'Gone wrong',
    );
  },
);

test('what a 2xx said is in its details, with a tag in it, too', async () => {
  const body = { task: 'task_1', prompt: 'a <b> cat' };
  const error = await rejection(
    clientWith({ fetch: fakeFetch(answer(202, body)).fetch }).textToImage.create(params),
  );
  expect(error).toMatchObject({ details: JSON.stringify(body) });
  expect((error as Error).message).not.toMatch(HTML);
});

test('half a tag that a request id would close is kept out of the message', async () => {
  const { fetch } = fakeFetch(answer(200, '{"":{"<I":0}}', { 'X-Request-Id': '>' }));
  const { message } = (await rejection(clientWith({ fetch }).textToImage.get('task_1'))) as Error;
  expect(message).not.toMatch(HTML);
});

test('pieces of a body that make a tag together are kept out of the message', async () => {
  const { fetch } = fakeFetch(answer(402, { errors: { '>': ['!<P', '!'] } }));
  const { message } = (await rejection(clientWith({ fetch }).textToImage.get('task_1'))) as Error;
  expect(message).not.toMatch(HTML);
  expect(message).toContain('402');
});

test.each([
  [403, 'this API key may not do that', 'Use another API key'],
  [
    409,
    'this idempotency key was used before with other input',
    'The same input again gives its task; a new task takes a fresh key',
  ],
  [503, 'the service is out for a moment', 'Try again later'],
])(
  'of a %i, what the service said is not said again, and else it is said here',
  async (status, unsaid, advice) => {
    for (const error of await refusals(status, json({ error: 'Said by the service.' }))) {
      expect(error.message).toContain(`${status}: Said by the service. ${advice}`);
      expect(error.message).not.toContain(unsaid);
    }
    for (const error of await refusals(status, PAGE)) {
      expect(error.message).toContain(`${status}: ${unsaid}. ${advice}`);
    }
  },
);
