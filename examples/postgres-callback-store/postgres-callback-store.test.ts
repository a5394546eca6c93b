import { PGlite } from '@electric-sql/pglite';
import { createCallbackHandler } from '@runapi.ai/flux-kontext/callbacks';
import { callbackStoreConformance, signCallback } from '@runapi.ai/flux-kontext/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { postgresCallbackStore, SCHEMA, type SqlPool } from './postgres-callback-store.js';

// Postgres itself, compiled to WebAssembly: one connection, in this process.
let db: PGlite;
let pool: SqlPool;
beforeAll(async () => {
  db = await PGlite.create();
  await db.exec(SCHEMA);
  await db.exec('create table orders (callback_id text)');
  const sql = { query: (text: string, values?: unknown[]) => db.query(text, values) };
  const release = (broken?: boolean) => void (broken && db.query('rollback'));
  pool = { ...sql, connect: async () => ({ ...sql, release }) };
}, 60_000);
afterAll(() => db.close());

test.each(callbackStoreConformance((options) => postgresCallbackStore(pool, options)))('$name', ({ run }) =>
  run(),
);

const writesOf = async (id: string) =>
  (await db.query('select * from orders where callback_id = $1', [id])).rows.length;
const write = (id: string) => (sql: { query: SqlPool['query'] }) =>
  sql.query('insert into orders values ($1)', [id]);

test('writes and completion are one: after the transaction the callback is done', async () => {
  const store = postgresCallbackStore(pool);
  await store.claim('one', 'a');

  expect(await store.transaction('one', write('one'))).toBe(true);
  expect(await store.claim('one', 'b')).toBe('done');
  expect(await store.complete('one', 'a')).toBe(true);
  expect(await writesOf('one')).toBe(1);
});

test('of two workers that both got to the end only one leaves its writes', async () => {
  const store = postgresCallbackStore(pool);
  await store.claim('two', 'a');

  expect(await store.transaction('two', write('two'))).toBe(true);
  expect(await store.transaction('two', write('two'))).toBe(false);
  expect(await writesOf('two')).toBe(1);
});

test('work is not lost when the worker that took over has failed and given the callback back', async () => {
  const standing = postgresCallbackStore(pool, { leaseMs: 1 });
  await standing.claim('taken over', 'a');
  const other = postgresCallbackStore(pool);
  await expect.poll(() => other.claim('taken over', 'b')).toBe('claimed');
  await other.release('taken over', 'b');

  expect(await standing.transaction('taken over', write('taken over'))).toBe(true);
  expect(await standing.complete('taken over', 'a')).toBe(true);
  expect(await other.claim('taken over', 'c')).toBe('done');
  expect(await writesOf('taken over')).toBe(1);
});

test('work that throws leaves nothing, and the callback can be claimed again', async () => {
  const store = postgresCallbackStore(pool);
  await store.claim('three', 'a');
  const work = async (sql: { query: SqlPool['query'] }) => {
    await write('three')(sql);
    throw new Error('out of stock');
  };

  await expect(store.transaction('three', work)).rejects.toThrow('out of stock');
  await store.release('three', 'a');
  expect(await writesOf('three')).toBe(0);
  expect(await store.claim('three', 'b')).toBe('claimed');
});

test('in a handler even a counter counts once, although the process died before it had answered', async () => {
  await db.exec('create table accounts (pictures integer); insert into accounts values (0)');
  const secret = 'c2VjcmV0LWtleS1mb3ItdGVzdHM=';
  const store = postgresCallbackStore(pool);
  const dying = vi.spyOn(store, 'complete').mockReturnValueOnce(new Promise(() => {})); // the process died here
  const receiveCallback = createCallbackHandler({
    secret,
    store,
    timeoutMs: 200,
    logger: { warn: vi.fn(), error: vi.fn() },
    onCompleted: ({ id }) =>
      store.transaction(id, async (sql) => {
        await sql.query('update accounts set pictures = pictures + 1');
      }),
  });
  const body = '{"id":"task_1","status":"completed","images":[{"url":"https://example.com/1.png"}]}';
  const headers = signCallback({ body, secret });
  const send = () => receiveCallback(new Request('https://your.app/', { method: 'POST', body, headers }));

  expect([(await send()).status, (await send()).status]).toEqual([500, 200]);
  expect(dying).toHaveBeenCalledOnce();
  expect((await db.query('select pictures from accounts')).rows).toEqual([{ pictures: 1 }]);
});
