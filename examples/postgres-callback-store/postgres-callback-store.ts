// A callback store in Postgres: copy this file. It runs with `pg`, and with everything that has its `query`.
import { randomUUID } from 'node:crypto';
import type { CallbackStore } from '@runapi.ai/flux-kontext/callbacks';

/** What is needed of a connection of `pg`. */
export interface Sql {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** What is needed of a `Pool` of `pg`. */
export interface SqlPool extends Sql {
  connect(): Promise<Sql & { release(error?: boolean): void }>;
}

export interface PostgresCallbackStore extends CallbackStore {
  /**
   * Your writes and the completion, in one transaction: however often a callback comes, and whatever dies in between,
   * the writes are there exactly once. `false`: they were there already, and what `work` wrote was rolled back.
   */
  transaction(id: string, work: (sql: Sql) => Promise<unknown>): Promise<boolean>;
}

/** Run it once, with your migrations. Rows of callbacks that were done long ago may be deleted. */
export const SCHEMA = `
  create table if not exists runapi_callbacks (
    id text primary key,
    holder text,             -- the token of the worker that has it in hand
    leased_until timestamptz,
    done_at timestamptz
  )`;

export function postgresCallbackStore(
  pool: SqlPool,
  { leaseMs = 30_000 }: { leaseMs?: number } = {},
): PostgresCallbackStore {
  const ask = async (text: string, ...values: unknown[]) => (await pool.query(text, values)).rows;
  return {
    leaseMs,

    // One statement: of two at the same moment the second waits for the first, and then looks at the row anew.
    async claim(id, token = randomUUID()) {
      const claimed = await ask(
        `insert into runapi_callbacks as c (id, holder, leased_until)
         values ($1, $2, clock_timestamp() + $3::int * interval '1 millisecond')
         on conflict (id) do update set holder = excluded.holder, leased_until = excluded.leased_until
         where c.done_at is null and (c.holder = excluded.holder or c.leased_until < clock_timestamp())
         returning id`,
        id,
        token,
        leaseMs,
      );
      if (claimed.length > 0) return 'claimed';
      const done = await ask('select id from runapi_callbacks where id = $1 and done_at is not null', id);
      return done.length > 0 ? 'done' : 'in_progress';
    },

    async complete(id, token) {
      const completed = await ask(
        `insert into runapi_callbacks as c (id, done_at) values ($1, clock_timestamp())
         on conflict (id) do update set done_at = coalesce(c.done_at, excluded.done_at)
         where c.done_at is not null or $2::text is null or c.holder = $2
         returning id`,
        id,
        token,
      );
      return completed.length > 0;
    },

    async release(id, token) {
      await ask(
        'delete from runapi_callbacks where id = $1 and done_at is null and ($2::text is null or holder = $2)',
        id,
        token,
      );
    },

    async transaction(id, work) {
      const sql = await pool.connect();
      try {
        await sql.query('begin');
        await work(sql);
        // Last, so that no lock is held while `work` runs. Of two the second waits here, and finds it done. A row is not
        // needed: while this worker stood still, one that had taken over may have failed, and released the claim.
        const { rows } = await sql.query(
          `insert into runapi_callbacks as c (id, done_at) values ($1, clock_timestamp())
           on conflict (id) do update set done_at = excluded.done_at where c.done_at is null
           returning id`,
          [id],
        );
        await sql.query(rows.length > 0 ? 'commit' : 'rollback');
        sql.release();
        return rows.length > 0;
      } catch (error) {
        sql.release(true); // closed, and so rolled back
        throw error;
      }
    },
  };
}
