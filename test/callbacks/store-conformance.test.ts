import { memoryCallbackStore, redisCallbackStore } from '@runapi.ai/flux-kontext/callbacks';
import { callbackStoreConformance, type MakeCallbackStore } from '@runapi.ai/flux-kontext/testing';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RedisServer, startRedis } from './support/redis-server.js';

const nodeRedisOf = (url: string) => createClient({ url });

let server: RedisServer;
let ioredis: Redis;
let nodeRedis: ReturnType<typeof nodeRedisOf>;
beforeAll(async () => {
  server = await startRedis();
  ioredis = new Redis(server.url);
  nodeRedis = nodeRedisOf(server.url);
  await nodeRedis.connect();
});
afterAll(async () => {
  ioredis.disconnect();
  nodeRedis.destroy();
  await server.stop();
});

describe.each<[string, MakeCallbackStore]>([
  ['ioredis', (options) => redisCallbackStore(ioredis, options)],
  ['node-redis', (options) => redisCallbackStore(nodeRedis, { ...options, prefix: 'other:' })],
])('the Redis store with a client of %s', (_, makeStore) => {
  test.each(callbackStoreConformance(makeStore))('$name', ({ run }) => run());
});

describe('the memory store', () => {
  const store = memoryCallbackStore();
  test.each(callbackStoreConformance(() => store))('$name', ({ run }) => run());
});

test('clients of both kinds see the same callbacks', async () => {
  const [one, two] = [redisCallbackStore(ioredis), redisCallbackStore(nodeRedis)];

  expect(await one.claim('shared', 'a')).toBe('claimed');
  expect(await two.claim('shared', 'b')).toBe('in_progress');
  await one.complete('shared', 'a');
  expect(await two.claim('shared', 'b')).toBe('done');
});

test('a key lives as long as the lease, and then as long as a handled callback is remembered', async () => {
  const store = redisCallbackStore(ioredis, { prefix: 'app:', leaseMs: 50_000, ttlMs: 70_000 });
  await store.claim('kept', 'a');
  const lease = await ioredis.pttl('app:kept');
  await store.complete('kept', 'a');
  const remembered = await ioredis.pttl('app:kept');

  expect(lease).toBeGreaterThan(40_000);
  expect(lease).toBeLessThanOrEqual(50_000);
  expect(remembered).toBeGreaterThan(60_000);
  expect(remembered).toBeLessThanOrEqual(70_000);
});

test('unless told otherwise a lease is 30 s long, and a handled callback is remembered for 7 days', async () => {
  const store = redisCallbackStore(ioredis);
  expect(store.leaseMs).toBe(30_000);
  await store.complete('remembered');
  expect(await ioredis.pttl('runapi:callback:remembered')).toBeGreaterThan(7 * 86_400_000 - 10_000);
});

test('what is no Redis client, and options that can not be used, are named at once', () => {
  const make =
    (redis: unknown, options = {}) =>
    () =>
      redisCallbackStore(redis as Redis, options);
  const naming = (...paths: string[]) =>
    expect.objectContaining({
      name: 'ValidationError',
      issues: paths.map((path) => expect.objectContaining({ path })),
    });

  expect(make(undefined)).toThrow(naming('redis'));
  expect(make(server.url)).toThrow(naming('redis'));
  expect(make(undefined)).toThrow(/a client of ioredis or redis/);
  expect(make(ioredis, { prefix: 1, leaseMs: 0, ttlMs: 1.5 })).toThrow(naming('prefix', 'leaseMs', 'ttlMs'));
});

// The suite itself: a store that breaks one promise must not pass.

type Store = ReturnType<typeof memoryCallbackStore>;
const broken: [string, (store: Store) => Partial<Store>][] = [
  ['claims whatever it is asked for', () => ({ claim: () => 'claimed' })],
  ['forgets what is done', (store) => ({ complete: (id, token) => store.release(id, token) as undefined })],
  ['never gives back', () => ({ release: () => {} })],
  ['does not renew', (store) => ({ claim: (id) => store.claim(id) })],
  ['completes for anybody', (store) => ({ complete: (id) => store.complete(id) })],
  [
    'refuses, but does it',
    (store) => ({ complete: (id, token) => Boolean(store.complete(id)) && token === 'a' }),
  ],
  ['releases for anybody', (store) => ({ release: (id) => store.release(id) })],
  ['says false to its holder', (store) => ({ complete: (id, token) => !store.complete(id, token) })],
  ['mixes up ids', (store) => ({ claim: (id, token) => store.claim(id.slice(0, 8), token) })],
  ['mixes up the case of ids', (store) => ({ claim: (id, token) => store.claim(id.toLowerCase(), token) })],
  [
    'asks first and takes later',
    (store) => {
      const taken = new Map<string, string | undefined>();
      return {
        claim: async (id, token) => {
          const free = !taken.has(id) || taken.get(id) === token;
          await new Promise((resolve) => setTimeout(resolve, 1));
          if (free) taken.set(id, token);
          return free ? (store.claim(id, token) === 'done' ? 'done' : 'claimed') : store.claim(id, token);
        },
      };
    },
  ],
];

test.each(broken)('a store that %s does not pass', async (_, change) => {
  const store = memoryCallbackStore();
  const checks = callbackStoreConformance(() => ({ ...store, ...change(store) }));

  expect((await Promise.allSettled(checks.map(({ run }) => run()))).map(({ status }) => status)).toContain(
    'rejected',
  );
});

const brokenLeases: [string, (store: ReturnType<typeof redisCallbackStore>, leaseMs: number) => object][] = [
  ['never runs out', (_, leaseMs) => ({ ...redisCallbackStore(ioredis, { leaseMs: 60_000 }), leaseMs })],
  ['is of another length than it says', (_, leaseMs) => ({ leaseMs: leaseMs * 2 })],
  [
    'is not renewed',
    (store) => {
      const held = new Map<string, string | undefined>();
      return {
        claim: async (id: string, token?: string) => {
          if (token && held.get(id) === token && (await ioredis.exists(`runapi:callback:${id}`)))
            return 'claimed';
          const claim = await store.claim(id, token);
          if (claim === 'claimed') held.set(id, token);
          return claim;
        },
      };
    },
  ],
  [
    'ends what was done',
    (store) => ({
      complete: async (id: string, token?: string) => {
        const kept = await store.complete(id, token);
        await ioredis.pexpire(`runapi:callback:${id}`, 150);
        return kept;
      },
    }),
  ],
];

test.each(brokenLeases)('a store whose lease %s does not pass', async (_, change) => {
  const checks = callbackStoreConformance(({ leaseMs }) => {
    const store = redisCallbackStore(ioredis, { leaseMs });
    return { ...store, ...change(store, leaseMs) };
  });

  expect((await Promise.allSettled(checks.map(({ run }) => run()))).map(({ status }) => status)).toContain(
    'rejected',
  );
});
