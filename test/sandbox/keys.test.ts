import type { SandboxOptions } from '@runapi.ai/flux-kontext/testing';
import { expect, test } from 'vitest';
import { createSandbox } from '../../src/testing/index.js';
import { bodyOf, callsTo, inProcess, params } from './support/calls.js';

test('a wrong key, or none, is answered with 401 and makes no task', async () => {
  const { sandbox, create, get } = inProcess();
  const stranger = callsTo({ ...sandbox, apiKey: 'runapi_someone_else' });
  const answers = [
    await stranger.create(),
    await stranger.get('task_1'),
    await create(params, { Authorization: '' }),
    await get('task_1', { Authorization: `Basic ${sandbox.apiKey}` }),
  ];

  for (const answer of answers) {
    expect(answer.status).toBe(401);
    expect(await bodyOf(answer)).toEqual({
      error: { code: 'unauthorized', message: expect.stringContaining(`the key ${sandbox.apiKey}`) },
    });
  }
  expect(sandbox.tasks).toEqual([]);
});

test('the answer to a wrong key names the made-up one, and never one of your own', async () => {
  const said = async (apiKey?: string) => {
    const { create } = inProcess({ apiKey });
    return JSON.stringify(await bodyOf(await create(params, { Authorization: 'Bearer runapi_wrong' })));
  };

  expect(await said()).toContain('the key runapi_sandbox_key');
  expect(await said('runapi_of_my_own')).toContain('the apiKey that it was made with');
  expect(await said('runapi_of_my_own')).not.toContain('runapi_of_my_own');
});

test('a key of your own is the one that opens it', async () => {
  const { sandbox, create } = inProcess({ apiKey: 'runapi_of_my_own' });

  expect(sandbox.clientOptions.apiKey).toBe('runapi_of_my_own');
  expect((await create()).status).toBe(202);
});

test("a key that is not the sandbox's is not kept with the request, since it may be a real one", async () => {
  const { sandbox, create } = inProcess();
  await create(params, { Authorization: 'Bearer runapi_live_secret' });
  await create();

  expect(JSON.stringify(sandbox.requests)).not.toContain('runapi_live_secret');
  expect(sandbox.requests[1]?.headers['authorization']).toBe(`Bearer ${sandbox.apiKey}`);
});

test('a key is trimmed, as the client does it: one that was read from a file ends with a line break', async () => {
  const { sandbox, create } = inProcess({ apiKey: 'runapi_of_my_own\n' });

  expect(sandbox.apiKey).toBe('runapi_of_my_own');
  expect((await create()).status).toBe(202);
});

test.each([
  ['apiKey', { apiKey: ' ' }],
  ['apiKey', { apiKey: 'a\nb' }],
  ['apiKey must be a string', { apiKey: 5 }],
  ['fetch', { fetch: 5 }],
  ['callbackRetryDelaysMs', { callbackRetryDelaysMs: 5 }],
  ['callback secret', { callbackSecret: 'not base64!' }],
  ['pendingMs', { pendingMs: Number.NaN }],
  ['processingMs', { processingMs: -1 }],
  ['callbackRetryDelaysMs', { callbackRetryDelaysMs: [1_000, Number.POSITIVE_INFINITY] }],
  ['keep', { keep: 0 }],
  ['balanceCents', { balanceCents: -1 }],
  ['latencyMs', { latencyMs: Number.NaN }],
  ['failRate', { failRate: 1.1 }],
  ['rateLimit.requests', { rateLimit: { requests: 0, perMs: 1_000 } }],
  ['rateLimit.perMs', { rateLimit: { requests: 1, perMs: 0 } }],
])('an impossible %s is refused when the sandbox is made', (name, options) => {
  expect(() => inProcess(options as SandboxOptions)).toThrow(name);
});

test.each([5, 'fast', null])('what is no object of options is refused: %j', (options) => {
  expect(() => Reflect.apply(createSandbox, undefined, [options])).toThrow(/takes an object of options/);
});

test('of a number in quotes the error shows the quotes', () => {
  expect(() => Reflect.apply(createSandbox, undefined, [{ pendingMs: '0' }])).toThrow('it is "0"');
});

test('a misspelt option is refused, with the one that was meant', () => {
  const options = { processing: 3 };
  expect(() => inProcess(options as object)).toThrow(
    'processing: unknown option: did you mean processingMs?',
  );
});
