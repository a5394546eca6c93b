import { type CallbackStore, redisCallbackStore } from '@runapi.ai/flux-kontext/callbacks';
import type { WorkerOrders } from './ledger.js';

export interface Connected {
  readonly store: CallbackStore;
  /** What the user's function does. */
  effect(id: string): Promise<unknown>;
  close(): unknown;
}

/** A worker's store. Each loads its own client only: a worker that dies young should not be busy with loading. */
export function connectStore({
  kind,
  url,
  leaseMs,
}: Pick<WorkerOrders, 'kind' | 'url' | 'leaseMs'>): Promise<Connected> {
  return { ioredis, 'node-redis': nodeRedis, postgres }[kind](url, leaseMs);
}

async function ioredis(url: string, leaseMs: number): Promise<Connected> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(url);
  return {
    store: redisCallbackStore(redis, { leaseMs }),
    effect: async () => {},
    close: () => redis.disconnect(),
  };
}

async function nodeRedis(url: string, leaseMs: number): Promise<Connected> {
  const { createClient } = await import('redis');
  const redis = createClient({ url });
  await redis.connect();
  return {
    store: redisCallbackStore(redis, { leaseMs }),
    effect: async () => {},
    close: () => redis.destroy(),
  };
}

async function postgres(url: string, leaseMs: number): Promise<Connected> {
  const { default: pg } = await import('pg');
  const { postgresCallbackStore } = await import(
    '../../../examples/postgres-callback-store/postgres-callback-store.js'
  );
  const pool = new pg.Pool({ connectionString: url, max: 6 });
  const store = postgresCallbackStore(pool, { leaseMs });
  return {
    store,
    effect: (id) =>
      store.transaction(id, (sql) => sql.query('insert into effects (callback_id) values ($1)', [id])),
    close: () => pool.end(),
  };
}
