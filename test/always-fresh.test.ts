import { afterEach, expect, test, vi } from 'vitest';
import { created, done, pending } from './support/answers.js';
import { clientWith, params, rejection } from './support/clients.js';
import { fakeFetch } from './support/fake-fetch.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('reads go past every cache of the runtime, and no create is touched', async () => {
  const { fetch, asked } = fakeFetch(created(), pending(), done());
  const { textToImage } = clientWith({ fetch });
  await textToImage.run(params, { pollIntervalMs: 1 });
  await textToImage.get('task_1');
  expect(asked.map(({ method, init }) => `${method} ${init.cache}`)).toEqual([
    'POST undefined',
    'GET no-store',
    'GET no-store',
    'GET no-store',
  ]);
});

test('no fetchOptions of the caller bring a cache back to the reads', async () => {
  const { fetch, asked } = fakeFetch(done());
  const { textToImage } = clientWith({ fetch, fetchOptions: { cache: 'force-cache' } });
  await textToImage.get('task_1', { fetchOptions: { cache: 'force-cache' } });
  expect(asked[0]?.init.cache).toBe('no-store');
});

test.each<[string, unknown]>([
  [
    'throws on a cache',
    class {
      constructor(_: string, init: RequestInit) {
        if ('cache' in init)
          throw new Error("The 'cache' field on 'RequestInitializerDict' is not implemented.");
      }
    },
  ],
  ['knows no cache', class {}],
  ['has no Request', undefined],
])('where the runtime %s, reads ask for none and go through', async (_, Request) => {
  vi.stubGlobal('Request', Request);
  const { fetch, asked } = fakeFetch(done());
  const { textToImage } = clientWith({ fetch });
  await textToImage.get('task_1');
  await textToImage.get('task_1');
  expect(asked.map(({ init }) => 'cache' in init)).toEqual([false, false]);
});

test('the global fetch is looked up at each call', async () => {
  const { textToImage } = clientWith();
  for (const id of ['task_1', 'task_2']) {
    const { fetch, asked } = fakeFetch(done(id));
    vi.stubGlobal('fetch', fetch);
    expect(await textToImage.get(id)).toMatchObject({ id });
    expect(asked).toHaveLength(1);
  }
});

test('a fetch that the client was given goes before the global one', async () => {
  const global = fakeFetch(done());
  vi.stubGlobal('fetch', global.fetch);
  const own = fakeFetch(done());
  await clientWith({ fetch: own.fetch }).textToImage.get('task_1');
  expect([own.asked.length, global.asked.length]).toEqual([1, 0]);
});

test('without any fetch the error says what is missing, and that nothing was sent', async () => {
  vi.stubGlobal('fetch', undefined);
  const error = await rejection(clientWith({ maxRetries: 3 }).textToImage.create(params));
  expect(error).toMatchObject({
    name: 'ValidationError',
    outcomeKnown: true,
    issues: [{ path: 'fetch', message: expect.stringContaining('Node 18') }],
  });
});

test("a caller's fetchOptions reach fetch, the call's before the client's", async () => {
  const { fetch, asked } = fakeFetch(done());
  const { textToImage } = clientWith({ fetch, fetchOptions: { keepalive: true, integrity: 'client' } });
  await textToImage.get('task_1', { fetchOptions: { integrity: 'call' } });
  expect(asked[0]?.init).toMatchObject({ keepalive: true, integrity: 'call', redirect: 'manual' });
});
