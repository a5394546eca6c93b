import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { verifyCallback } from '../../src/callbacks/index.js';
import type { Sandbox, SandboxCallbackKind } from '../../src/testing/index.js';
import { idOf, inProcess, params } from './support/calls.js';
import { receiver } from './support/receiver.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const withCallback = { ...params, callback_url: 'https://your.app/hook' };
type Received = ReturnType<typeof receiver>['received'][number];

/** What a receiver makes of it: `'verified'`, or the reason why not. */
function verdict({ headers, body }: Received, secret: string | string[]): string {
  try {
    verifyCallback({ headers, body, secret });
    return 'verified';
  } catch (error) {
    return String(Reflect.get(Object(error), 'reason'));
  }
}

/** A receiver that verifies: 200, or 401. */
function verifying(secretOf: (sandbox: Sandbox) => string | string[]) {
  const verdicts: string[] = [];
  const { received, fetch } = receiver();
  const calls = inProcess({
    callbackRetryDelaysMs: [1_000],
    fetch: async (input, init) => {
      await fetch(input, init);
      const last = received.at(-1);
      verdicts.push(last ? verdict(last, secretOf(calls.sandbox)) : 'nothing');
      return new Response(null, { status: verdicts.at(-1) === 'verified' ? 200 : 401 });
    },
  });
  return { ...calls, received, verdicts };
}

test.each<[Exclude<SandboxCallbackKind, 'none'>, string[]]>([
  ['late', ['timestamp_out_of_tolerance', 'verified']],
  ['bad signature', ['invalid_signature', 'verified']],
  ['rotated secret', ['invalid_signature', 'verified']],
  ['duplicate', ['verified', 'verified']],
])('%s, from code: the attempt goes so, and the next one is right again', async (callback, expected) => {
  const { sandbox, create, verdicts } = verifying(({ callbackSecret }) => callbackSecret);
  sandbox.fail({ callback });
  await create(withCallback);
  await vi.advanceTimersByTimeAsync(60_000);

  expect(verdicts).toEqual(expected);
  expect(sandbox.callbacks[0]).toMatchObject({ kind: callback });
  sandbox.assertDone();
});

test.each<[string, string[]]>([
  ['[callback:late]', ['timestamp_out_of_tolerance', 'verified']],
  ['[callback:bad signature]', ['invalid_signature', 'verified']],
  ['[callback:duplicate]', ['verified', 'verified']],
  ['[callback:none]', []],
  ['[no-callback]', []],
])('%s in the prompt does the same', async (word, expected) => {
  const { create, verdicts } = verifying(({ callbackSecret }) => callbackSecret);
  await create({ ...withCallback, prompt: `A lake ${word}` });
  await vi.advanceTimersByTimeAsync(60_000);

  expect(verdicts).toEqual(expected);
});

test('a duplicate has one id, one body, and comes at the same moment', async () => {
  const { create, sandbox, received } = verifying(({ callbackSecret }) => callbackSecret);
  sandbox.fail({ callback: 'duplicate' });
  await create(withCallback);
  await vi.advanceTimersByTimeAsync(1_500);

  expect(received).toHaveLength(2);
  expect(new Set(received.map(({ headers }) => headers.get('X-Callback-Id'))).size).toBe(1);
  expect(new Set(received.map(({ at }) => at)).size).toBe(1);
  expect(sandbox.callbacks.map(({ attempt }) => attempt)).toEqual([1, 2]);
});

test('a receiver that knows both secrets takes a callback after the rotation', async () => {
  const { create, sandbox, verdicts } = verifying(({ callbackSecret, nextCallbackSecret }) => [
    nextCallbackSecret,
    callbackSecret,
  ]);
  sandbox.fail({ callback: 'rotated secret', times: 2 });
  await create(withCallback);
  await create(withCallback);
  await vi.advanceTimersByTimeAsync(60_000);

  expect(verdicts).toEqual(['verified', 'verified']);
  expect(sandbox.nextCallbackSecret).not.toBe(sandbox.callbackSecret);
});

test('a callback that never comes has no repeats either', async () => {
  const { create, sandbox, received } = verifying(({ callbackSecret }) => callbackSecret);
  sandbox.fail({ callback: 'none' });
  await create(withCallback);
  await create(withCallback);
  await vi.advanceTimersByTimeAsync(3_600_000);

  expect(received).toHaveLength(1);
});

test('a callback can be redelivered going wrong', async () => {
  const { create, sandbox, verdicts } = verifying(({ callbackSecret }) => callbackSecret);
  const id = await idOf(create(withCallback));
  await vi.advanceTimersByTimeAsync(60_000);
  for (const kind of ['late', 'bad signature', 'duplicate'] as const) await sandbox.redeliver(id, kind);

  expect(verdicts).toEqual([
    'verified',
    'timestamp_out_of_tolerance',
    'invalid_signature',
    'verified',
    'verified',
  ]);
});
