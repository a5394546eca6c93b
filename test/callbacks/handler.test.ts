import { CallbackVerificationError, createCallbackHandler } from '@runapi.ai/flux-kontext/callbacks';
import { afterEach, expect, test, vi } from 'vitest';
import { completed, delivery, failed, requestOf, SECRET, URL_OF_RECEIVER } from './support/deliveries.js';
import { gate, quietLogger, receiver } from './support/receiver.js';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

// What is handed over

test('a completed task goes to onCompleted, with the id and the time of the callback, and is answered with 200', async () => {
  const { deliver, onCompleted, onFailed } = receiver();
  const sent = delivery({ ...completed, billing: { c: 4 } });

  expect(await deliver(sent)).toBe(200);
  expect(onCompleted.mock.calls).toEqual([
    [
      {
        task: { ...completed, billing: { c: 4 } },
        id: sent.id,
        timestamp: new Date(Number(sent.headers['X-Callback-Timestamp']) * 1000),
        signal: expect.any(AbortSignal),
      },
    ],
  ]);
  expect(onFailed).not.toHaveBeenCalled();
});

test('a failed task goes to onFailed', async () => {
  const { deliver, onCompleted, onFailed } = receiver();

  expect(await deliver(delivery(failed))).toBe(200);
  expect(onFailed).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ task: failed }));
  expect(onCompleted).not.toHaveBeenCalled();
});

test('a failed task without an onFailed is answered with 200, and stands in the log', async () => {
  const { deliver, logger } = receiver({ onFailed: undefined });

  expect(await deliver(delivery(failed))).toBe(200);
  expect(logger.warn.mock.calls.flat().join()).toMatch(/task_2.*nsfw/);
});

test('a function that answers later is waited for before RunAPI is told', async () => {
  const work = gate();
  const { deliver } = receiver({ onCompleted: () => work.promise });
  const answered = vi.fn();
  const status = deliver(delivery()).then(answered);

  await vi.waitFor(() => expect(answered).not.toHaveBeenCalled());
  work.open();
  await status;
  expect(answered).toHaveBeenCalledWith(200);
});

// Once

test('a repeat of a handled callback is answered with 200, and the function is not called again', async () => {
  const { deliver, onCompleted } = receiver();
  const sent = delivery();

  expect([await deliver(sent), await deliver(sent), await deliver(sent)]).toEqual([200, 200, 200]);
  expect(onCompleted).toHaveBeenCalledOnce();
});

test('a repeat that RunAPI signed anew is the same callback: its id says so', async () => {
  const { deliver, onCompleted } = receiver({ now: () => Date.now() });
  const sent = delivery();

  await deliver(sent);
  expect(await deliver(delivery({ ...completed, billing: 'later' }, sent.id))).toBe(200);
  expect(onCompleted).toHaveBeenCalledOnce();
});

test('a repeat while the first is in hand is answered with 409, so that RunAPI sends it again', async () => {
  const work = gate();
  const onCompleted = vi.fn(() => work.promise);
  const { deliver } = receiver({ onCompleted });
  const sent = delivery();
  const first = deliver(sent);

  expect(await deliver(sent)).toBe(409);
  work.open();
  expect([await first, await deliver(sent)]).toEqual([200, 200]);
  expect(onCompleted).toHaveBeenCalledOnce();
});

test('of many deliveries at the same moment one runs the function', async () => {
  const { deliver, onCompleted } = receiver();
  const sent = delivery();
  const statuses = await Promise.all(Array.from({ length: 20 }, () => deliver(sent)));

  expect(onCompleted).toHaveBeenCalledOnce();
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(0);
  expect(new Set(statuses)).toEqual(new Set([200, 409]));
});

test('two callbacks are two, also of the same task', async () => {
  const { deliver, onCompleted } = receiver();

  await Promise.all([deliver(delivery()), deliver(delivery())]);
  expect(onCompleted).toHaveBeenCalledTimes(2);
});

// What goes wrong in the function

test.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('SECRET-DETAIL: database is down');
    },
  ],
  ['rejects', () => Promise.reject(new Error('SECRET-DETAIL: database is down'))],
  [
    'throws what is no error',
    () => {
      throw 'SECRET-DETAIL: database is down';
    },
  ],
])(
  'a function that %s is answered with 500, told to the logger and not to the caller, and the repeat runs it again',
  async (_, fault) => {
    const onCompleted = vi.fn(fault);
    const { handler, deliver, logger } = receiver({ onCompleted });
    const sent = delivery();
    const response = await handler(requestOf(sent));

    expect(response.status).toBe(500);
    expect(await response.text()).toBe('');
    expect([...response.headers]).toEqual([]);
    expect(logger.error.mock.calls.flat().map(String).join()).toMatch(/SECRET-DETAIL/);
    expect(logger.error.mock.calls.flat().map(String).join()).toContain(sent.id);

    onCompleted.mockImplementation(() => undefined);
    expect(await deliver(sent)).toBe(200);
    expect(onCompleted).toHaveBeenCalledTimes(2);
  },
);

// What is no callback

test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])(
  '%s is answered with 405 and Allow: POST',
  async (method) => {
    const { handler } = receiver();
    const response = await handler(new Request(URL_OF_RECEIVER, { method }));

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  },
);

const sent = delivery();
test.each<[string, string, RequestInit]>([
  ['without headers', 'missing_header', { headers: {} }],
  ['with another body', 'invalid_signature', { body: `${sent.body} ` }],
  ['with another id', 'invalid_signature', { headers: { ...sent.headers, 'X-Callback-Id': 'x' } }],
  [
    'with a milliseconds timestamp',
    'invalid_timestamp',
    { headers: { ...sent.headers, 'X-Callback-Timestamp': String(Date.now()) } },
  ],
  [
    'with an old timestamp',
    'timestamp_out_of_tolerance',
    { headers: { ...sent.headers, 'X-Callback-Timestamp': '1767225600' } },
  ],
  ['with no body', 'invalid_signature', { body: null }],
])(
  'a request %s is answered with 401 and nothing more, and the logger gets the reason: %s',
  async (_, reason, change) => {
    const { handler, onCompleted, logger } = receiver();
    const response = await handler(requestOf(sent, change));

    expect(response.status).toBe(401);
    expect(await response.text()).toBe('');
    expect([...response.headers]).toEqual([]);
    expect(logger.warn.mock.calls.flat().join()).toContain(reason);
    expect(logger.lines()).not.toContain(SECRET);
    expect(onCompleted).not.toHaveBeenCalled();
  },
);

test('a refused callback takes nothing from the genuine one that comes under the same id', async () => {
  const { handler, deliver, onCompleted } = receiver();
  const genuine = delivery();

  expect((await handler(requestOf(genuine, { body: '{}' }))).status).toBe(401);
  expect(await deliver(genuine)).toBe(200);
  expect(onCompleted).toHaveBeenCalledOnce();
});

test.each<[string, unknown]>([
  ['no JSON', 'completed'],
  ['a list', []],
  ['without a task id', { status: 'completed', images: completed.images }],
  ['pending', { id: 'task_1', status: 'pending' }],
  ['completed without a picture', { id: 'task_1', status: 'completed', images: [] }],
])('a body that RunAPI signed, but is %s, is answered with 400', async (_, task) => {
  const { deliver, onCompleted, logger } = receiver();

  expect(await deliver(delivery(task))).toBe(400);
  expect(logger.warn).toHaveBeenCalledOnce();
  expect(onCompleted).not.toHaveBeenCalled();
});

test('the secrets of a rotation may all match', async () => {
  const { deliver } = receiver({ secret: ['bmV3LXNlY3JldA==', SECRET] });
  expect(await deliver(delivery())).toBe(200);
});

test('toleranceSeconds and now are those of the verification', async () => {
  const later = (seconds: number) => () => Date.now() + seconds * 1000;

  expect(await receiver({ now: later(290) }).deliver(delivery())).toBe(200);
  expect(await receiver({ now: later(310) }).deliver(delivery())).toBe(401);
  expect(await receiver({ now: later(310), toleranceSeconds: 330 }).deliver(delivery())).toBe(200);
});

// Bodies

test('a body of 1 MiB is read, and one of a byte more is answered with 413', async () => {
  const padded = (bytes: number) => {
    const task = { ...completed, pad: '' };
    return JSON.stringify({ ...task, pad: 'x'.repeat(bytes - JSON.stringify(task).length) });
  };
  const { deliver } = receiver();

  expect(await deliver(delivery(padded(1_048_576)))).toBe(200);
  expect(await deliver(delivery(padded(1_048_577)))).toBe(413);
});

test('a body that says it is too large is not read at all', async () => {
  const pull = vi.fn();
  const body = new ReadableStream({ pull }, { highWaterMark: 0 });
  const { handler } = receiver();
  const request = requestOf(delivery(), {
    body,
    duplex: 'half',
    headers: { 'Content-Length': '1048577' },
  } as RequestInit);

  expect((await handler(request)).status).toBe(413);
  expect(pull).not.toHaveBeenCalled();
});

test('a body without an end is read up to the limit, and then no further', async () => {
  let read = 0;
  const cancel = vi.fn();
  const body = new ReadableStream(
    {
      pull(controller) {
        read += 65_536;
        controller.enqueue(new Uint8Array(65_536));
      },
      cancel,
    },
    { highWaterMark: 0 },
  );
  const { handler } = receiver();

  expect((await handler(requestOf(delivery(), { body, duplex: 'half' } as RequestInit))).status).toBe(413);
  expect(read).toBeLessThanOrEqual(1_048_576 + 65_536);
  expect(cancel).toHaveBeenCalledOnce();
});

test('a body that was read before is answered with 500, and the logger is told how to mend it', async () => {
  const { handler, logger } = receiver();
  const request = requestOf(delivery());
  await request.json();

  expect((await handler(request)).status).toBe(500);
  expect(logger.lines()).toContain('request.clone()');
});

test('a connection that breaks within the body is answered with 500, and nothing escapes', async () => {
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error('ECONNRESET')) });
  const { handler, logger } = receiver();

  expect((await handler(requestOf(delivery(), { body, duplex: 'half' } as RequestInit))).status).toBe(500);
  expect(logger.lines()).toContain('ECONNRESET');
});

test.each<[string, unknown]>([
  ["Node's request", { method: 'POST', url: '/', headers: { 'x-callback-id': '1' } }],
  ['a context of Hono', { req: { raw: requestOf(delivery()) } }],
  ['undefined', undefined],
])('a handler that is given %s says what it takes', async (_, given) => {
  await expect(receiver().handler(given as Request)).rejects.toThrow(
    /takes a Request.*toNodeListener.*req\.raw/,
  );
});

// In time

test('a slow function is answered with 500 in time, and its signal says so', async () => {
  vi.useFakeTimers({ now: Date.now() });
  let signal: AbortSignal | undefined;
  const { deliver, logger } = receiver({
    onCompleted: (event) => {
      signal = event.signal;
      return new Promise(() => {});
    },
  });
  const answered = vi.fn();
  void deliver(delivery()).then(answered);

  await vi.advanceTimersByTimeAsync(8_999);
  expect(answered).not.toHaveBeenCalled();
  expect(signal?.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(answered).toHaveBeenCalledWith(500);
  expect(signal?.aborted).toBe(true);
  expect(signal?.reason).toMatchObject({ name: 'TimeoutError' });
  expect(logger.lines()).toContain('9000 ms');
});

test('while a slow function runs on, a repeat gets 409; its success counts, and then the repeat finds it done', async () => {
  vi.useFakeTimers({ now: Date.now() });
  const work = gate();
  const onCompleted = vi.fn(() => work.promise);
  const { deliver } = receiver({ onCompleted, timeoutMs: 50 });
  const sent = delivery();
  const first = deliver(sent);
  await vi.advanceTimersByTimeAsync(50);

  expect([await first, await deliver(sent)]).toEqual([500, 409]);
  work.open();
  await vi.advanceTimersByTimeAsync(0);
  expect(await deliver(sent)).toBe(200);
  expect(onCompleted).toHaveBeenCalledOnce();
});

test('a slow function that fails in the end stands in the log, and the repeat runs it again', async () => {
  vi.useFakeTimers({ now: Date.now() });
  const work = gate();
  const onCompleted = vi.fn<() => unknown>(() => work.promise);
  const { deliver, logger } = receiver({ onCompleted, timeoutMs: 50 });
  const sent = delivery();
  void deliver(sent);
  await vi.advanceTimersByTimeAsync(50);
  work.fail(new Error('too late'));
  await vi.advanceTimersByTimeAsync(0);

  expect(logger.lines()).toContain('too late');
  onCompleted.mockReturnValue(undefined);
  expect(await deliver(sent)).toBe(200);
  expect(onCompleted).toHaveBeenCalledTimes(2);
});

test('a body that does not come to its end is answered in time, too, and no longer waited for', async () => {
  vi.useFakeTimers({ now: Date.now() });
  const cancel = vi.fn();
  const { handler, onCompleted } = receiver({ timeoutMs: 50 });
  const answer = handler(
    requestOf(delivery(), { body: new ReadableStream({ cancel }), duplex: 'half' } as RequestInit),
  );
  await vi.advanceTimersByTimeAsync(50);

  expect((await answer).status).toBe(500);
  expect(cancel).toHaveBeenCalledOnce();
  expect(onCompleted).not.toHaveBeenCalled();
});

test('an answer in time leaves no timer behind', async () => {
  vi.useFakeTimers({ now: Date.now() });
  await receiver().deliver(delivery());
  await receiver().deliver(delivery('{}'));
  expect(vi.getTimerCount()).toBe(0);
});

// Options

test('the secret is that of the environment when none is passed', async () => {
  vi.stubEnv('RUNAPI_CALLBACK_SECRET', ` ${SECRET}\n`);
  expect(await receiver({ secret: undefined }).deliver(delivery())).toBe(200);
});

test('the environment may hold both secrets, with a comma between, while they are rotated', async () => {
  vi.stubEnv('RUNAPI_CALLBACK_SECRET', `b3RoZXI=, ${SECRET}`);
  expect(await receiver({ secret: undefined }).deliver(delivery())).toBe(200);
});

test.each<[string, unknown, string, string]>([
  ['missing', undefined, '', 'there is none'],
  ['undecodable in the environment', undefined, 'not base64', 'it is not base64'],
  ['empty', '', SECRET, 'it is empty'],
  ['undecodable', 'my secret', SECRET, 'it is not base64'],
  ['one of two and undefined', [SECRET, undefined], SECRET, 'it is undefined'],
  ['a list of none', [], SECRET, 'there is none'],
])('a secret that is %s fails when the handler is made, and says so', (_, secret, env, said) => {
  vi.stubEnv('RUNAPI_CALLBACK_SECRET', env);
  const make = () => receiver({ secret: secret as string });

  expect(make).toThrow(CallbackVerificationError);
  expect(make).toThrow(`The callback secret can't be used: ${said}.`);
  expect(make).toThrow(expect.objectContaining({ reason: 'invalid_secret' }));
  expect(make).toThrow(/RUNAPI_CALLBACK_SECRET/);
});

test('a list of secrets that is changed later changes nothing', async () => {
  const secret = [SECRET];
  const { deliver } = receiver({ secret });
  secret[0] = '';
  expect(await deliver(delivery())).toBe(200);
});

test('every option that can not be used is named at once, when the handler is made', () => {
  const options = {
    secret: SECRET,
    onCompleted: undefined,
    onFailed: 'later',
    store: { claim: () => 'claimed', complete: 1, leaseMs: -1 },
    timeoutMs: Number.NaN,
    toleranceSeconds: '300',
    logger: null,
    now: 0,
  };
  expect(() => createCallbackHandler(options as never)).toThrow(
    expect.objectContaining({
      name: 'ValidationError',
      issues: [
        'onCompleted',
        'onFailed',
        'store.complete',
        'store.release',
        'store.leaseMs',
        'timeoutMs',
        'toleranceSeconds',
        'logger',
        'now',
      ].map((path) => expect.objectContaining({ path })),
    }),
  );
  expect(() => createCallbackHandler(undefined as never)).toThrow(/options: is missing/);
  expect(() => createCallbackHandler('x' as never)).toThrow(/options: must be an object/);
});

test.each([{ code: 'nsfw' }, 5, null])(
  'without onFailed a reason that is no text, %j, is no fault of the handler',
  async (error) => {
    const { deliver } = receiver({ onFailed: undefined });
    expect(await deliver(delivery({ id: 'task_1', status: 'failed', error }))).toBe(200);
  },
);

test('a deadline that is later than RunAPI waits for is refused', () => {
  expect(() => receiver({ timeoutMs: 10_001 })).toThrow(
    /timeoutMs: must be at most 10000: RunAPI waits no longer/,
  );
  expect(() => receiver({ timeoutMs: 10_000 })).not.toThrow();
});

test('of a reason that is very long the log has the beginning', async () => {
  const { deliver, logger } = receiver({ onFailed: undefined });
  await deliver(delivery({ id: 'task_1', status: 'failed', error: 'x'.repeat(100_000) }));
  expect(logger.lines()).toContain('xxxxxxxxxx');
  expect(logger.lines().length).toBeLessThan(1_000);
});

test('a misspelt option is named, and what is missing for it', () => {
  const options = { secrets: SECRET, onComplete() {}, onFailed: undefined, onProgress: undefined };
  expect(() => createCallbackHandler(options as never)).toThrow(
    'secrets: unknown option: did you mean secret?; onComplete: unknown option: did you mean onCompleted?; onCompleted: is missing.',
  );
});

test('a logger that throws changes no answer', async () => {
  const logger = {
    warn: () => {
      throw new Error('the disk is full');
    },
    error: () => {
      throw new Error('the disk is full');
    },
  };
  const onCompleted = () => Promise.reject(new Error('x'));
  expect(await receiver({ logger }).deliver(delivery('{}'))).toBe(400);
  expect(await receiver({ logger, onCompleted }).deliver(delivery())).toBe(500);
  expect(quietLogger().lines()).toBe('');
});

test('a logger that rejects harms nothing: it is as if there were none', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  const logger = { warn: () => Promise.reject(new Error('the log is down')), error: vi.fn() };
  const { handler } = receiver({ logger });
  expect((await handler(new Request(URL_OF_RECEIVER, { method: 'POST', body: '{}' }))).status).toBe(401);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

/** A store whose first claim is granted; what the renewals do is the test's to say. */
const storeRenewing = (renew: () => 'claimed' | Promise<never>, leaseMs: number) => {
  let claims = 0;
  return {
    leaseMs,
    claim: vi.fn(() => (++claims === 1 ? ('claimed' as const) : renew())),
    complete: vi.fn(),
    release: vi.fn(),
  };
};

test('a renewal that hangs keeps nothing from being completed', async () => {
  vi.useFakeTimers();
  const store = storeRenewing(() => new Promise<never>(() => {}), 3_000);
  const { deliver, onCompleted } = receiver({ store });
  onCompleted.mockImplementation(() => new Promise((resolve) => setTimeout(resolve, 2_000)));
  const status = deliver(delivery());
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await status).toBe(200);
  expect(store.claim).toHaveBeenCalledTimes(2);
  expect(store.complete).toHaveBeenCalledTimes(1);
});

test('a renewal that hangs holds a release back for a lease, and no longer', async () => {
  vi.useFakeTimers();
  const store = storeRenewing(() => new Promise<never>(() => {}), 3_000);
  const { deliver, onCompleted } = receiver({ store });
  onCompleted.mockImplementation(async () => {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    throw new Error('not today');
  });
  const status = deliver(delivery());
  await vi.advanceTimersByTimeAsync(4_999);
  expect(store.release).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await status).toBe(500);
  expect(store.release).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('a lease of months is renewed after months, and not at once', async () => {
  vi.useFakeTimers();
  const store = storeRenewing(() => 'claimed', 90 * 24 * 3_600_000);
  const { deliver, onCompleted } = receiver({ store });
  onCompleted.mockImplementation(() => new Promise((resolve) => setTimeout(resolve, 1_000)));
  const status = deliver(delivery());
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await status).toBe(200);
  expect(store.claim).toHaveBeenCalledTimes(1);
});
