import { memoryCallbackStore, redisCallbackStore } from '@runapi.ai/flux-kontext/callbacks';
import {
  type ConformanceCheck,
  callbackStoreConformance,
  type MakeCallbackStore,
} from '@runapi.ai/flux-kontext/testing';
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
  expect(make(ioredis, { leaseMS: 60_000 })).toThrow('leaseMS: unknown option: did you mean leaseMs?');
  expect(make(ioredis, null as never)).toThrow(/options: must be an object/);
  expect(make(ioredis, { prefix: 1, leaseMs: 0, ttlMs: 1.5 })).toThrow(naming('prefix', 'leaseMs', 'ttlMs'));
});

// The suite itself: a store that breaks one promise must not pass.

type Store = ReturnType<typeof memoryCallbackStore>;
const broken: [what: string, promise: string, (store: Store) => Partial<Store>][] = [
  ['claims whatever it is asked for', 'the first claim gets', () => ({ claim: () => 'claimed' })],
  [
    'forgets what is done',
    'a completed callback is done',
    (store) => ({ complete: (id, token) => store.release(id, token) as undefined }),
  ],
  ['never gives back', 'a released callback can be claimed', () => ({ release: () => {} })],
  ['does not renew', 'the holder may claim again', (store) => ({ claim: (id) => store.claim(id) })],
  [
    'completes for anybody',
    "nobody can complete another's",
    (store) => ({ complete: (id) => store.complete(id) }),
  ],
  [
    'refuses, but does it',
    "nobody can complete another's",
    (store) => ({ complete: (id, token) => Boolean(store.complete(id)) && token === 'a' }),
  ],
  [
    'releases for anybody',
    "nobody can release another's",
    (store) => ({ release: (id) => store.release(id) }),
  ],
  [
    'says false to its holder',
    'a completed callback is done',
    (store) => ({ complete: (id, token) => !store.complete(id, token) }),
  ],
  [
    'mixes up ids',
    'the first claim gets',
    (store) => ({ claim: (id, token) => store.claim(id.slice(0, 8), token) }),
  ],
  [
    'mixes up the case of ids',
    'ids are kept apart',
    (store) => ({ claim: (id, token) => store.claim(id.toLowerCase(), token) }),
  ],
  [
    'asks first and takes later',
    'of many claims at the same moment',
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

/** The names of the checks that a store does not pass. */
async function brokenPromises(checks: ConformanceCheck[]): Promise<string[]> {
  const settled = await Promise.allSettled(checks.map(({ run }) => run()));
  return checks.filter((_, i) => settled[i]?.status === 'rejected').map(({ name }) => name);
}

test.each(broken)('a store that %s does not pass, and is told: %s', async (_, promise, change) => {
  const store = memoryCallbackStore();
  const checks = callbackStoreConformance(() => ({ ...store, ...change(store) }));

  expect(await brokenPromises(checks)).toContainEqual(expect.stringContaining(promise));
});

type RedisStore = ReturnType<typeof redisCallbackStore>;
const brokenLeases: [what: string, promise: string, (store: RedisStore, leaseMs: number) => object][] = [
  [
    'never runs out',
    'a lease that ran out',
    (_, leaseMs) => ({ ...redisCallbackStore(ioredis, { leaseMs: 60_000 }), leaseMs }),
  ],
  ['is of another length than it says', 'what one process holds', (_, leaseMs) => ({ leaseMs: leaseMs * 2 })],
  [
    'is not renewed',
    'a lease that is renewed does not run out',
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
    'what is done stays done',
    (store) => ({
      complete: async (id: string, token?: string) => {
        const kept = await store.complete(id, token);
        await ioredis.pexpire(`runapi:callback:${id}`, 150);
        return kept;
      },
    }),
  ],
];

test.each(brokenLeases)(
  'a store whose lease %s does not pass, and is told: %s',
  async (_, promise, change) => {
    const checks = callbackStoreConformance(({ leaseMs }) => {
      const store = redisCallbackStore(ioredis, { leaseMs });
      return { ...store, ...change(store, leaseMs) };
    });

    expect(await brokenPromises(checks)).toContainEqual(expect.stringContaining(promise));
  },
);

test('a store that is far away, so that each call takes a while, passes all the same', async () => {
  const slow =
    <Args extends unknown[], Result>(call: (...args: Args) => Result | Promise<Result>) =>
    async (...args: Args) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return call(...args);
    };
  const checks = callbackStoreConformance((options) => {
    const store = redisCallbackStore(ioredis, options);
    return {
      ...store,
      claim: slow(store.claim),
      complete: slow(store.complete),
      release: slow(store.release),
    };
  });

  expect(await brokenPromises(checks)).toEqual([]);
});
