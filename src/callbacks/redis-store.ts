import { newToken, numberIssues, throwIssues, typeIssues, unknownIssues } from '@runapi.ai/core/callbacks';
import { type RedisLike, runScript } from './redis-client.js';
import type { CallbackStore } from './store.js';

/** Options of `redisCallbackStore`. */
export interface RedisCallbackStoreOptions {
  /** What each key begins with; the callback's id follows. @default 'runapi:callback:' */
  prefix?: string | undefined;
  /**
   * How long the claim of a process that died keeps others from the callback, in milliseconds: longer than a process
   * may stand still. @default 30_000
   */
  leaseMs?: number | undefined;
  /** How long a handled callback is remembered, in milliseconds. @default 604_800_000 (7 days) */
  ttlMs?: number | undefined;
}

const REDIS_OPTIONS = { prefix: true, leaseMs: true, ttlMs: true } as const satisfies Record<
  keyof RedisCallbackStoreOptions,
  true
>;

/**
 * Remembers in Redis which callbacks were handled, for any number of processes. Takes a client of `ioredis` or of
 * `redis`. Each step is one script, so it is atomic, and all times are those of the Redis server.
 *
 * It keeps as much as your Redis does: a server that evicts keys (`maxmemory-policy` other than `noeviction`) or
 * loses writes when it fails over may have a callback handled again.
 * @throws ValidationError naming every option that can't be used
 */
export function redisCallbackStore(redis: RedisLike, options: RedisCallbackStoreOptions = {}): CallbackStore {
  throwIssues(typeIssues('options', options, 'object'));
  const { prefix = 'runapi:callback:', leaseMs = 30_000, ttlMs = 7 * 86_400_000 } = options;
  throwIssues([
    ...unknownIssues(options, REDIS_OPTIONS),
    ...(typeof Object(redis).eval === 'function'
      ? []
      : [{ path: 'redis', message: 'must be a client of ioredis or redis' }]),
    ...(typeof prefix === 'string' ? [] : [{ path: 'prefix', message: 'must be a string' }]),
    ...numberIssues('leaseMs', leaseMs, { min: 1, integer: true }),
    ...numberIssues('ttlMs', ttlMs, { min: 1, integer: true }),
  ]);
  const run = (script: string, id: string, token: string | undefined, ms: number) =>
    runScript(redis, script, prefix + id, token ? HELD_BY + token : '', String(ms));

  return {
    leaseMs,
    async claim(id, token = newToken()) {
      return CLAIMS[await run(CLAIM, id, token, leaseMs)] ?? 'in_progress';
    },
    async complete(id, token) {
      return (await run(COMPLETE, id, token, ttlMs)) === 1;
    },
    async release(id, token) {
      await run(RELEASE, id, token, 0);
    },
  };
}

const CLAIMS = ['claimed', 'in_progress', 'done'] as const;

/** A key holds `done`, or who has the callback in hand; an absent one is free. */
const HELD_BY = 'held by ';

// KEYS[1]: the callback. ARGV[1]: who asks, '' when nothing is fenced. ARGV[2]: how long the key is to live.
const CLAIM = `
local state = redis.call('GET', KEYS[1])
if state == 'done' then return 2 end
if state and state ~= ARGV[1] then return 1 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 0`;

const COMPLETE = `
local state = redis.call('GET', KEYS[1])
if state and state ~= 'done' and state ~= ARGV[1] and ARGV[1] ~= '' then return 0 end
redis.call('SET', KEYS[1], 'done', 'PX', ARGV[2])
return 1`;

const RELEASE = `
local state = redis.call('GET', KEYS[1])
if not state or state == 'done' or (state ~= ARGV[1] and ARGV[1] ~= '') then return 0 end
return redis.call('DEL', KEYS[1])`;
