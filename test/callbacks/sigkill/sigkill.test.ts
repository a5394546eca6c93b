import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { SCHEMA } from '../../../examples/postgres-callback-store/postgres-callback-store.js';
import { createDice } from '../../support/random.js';
import { SECRET } from '../support/deliveries.js';
import { startPostgres } from '../support/postgres-server.js';
import { startRedis } from '../support/redis-server.js';
import { deliverAll } from './deliver-all.js';
import { audit, type WorkerOrders } from './ledger.js';
import { connectStore } from './stores.js';
import { startWorkers } from './workers.js';

const CALLBACKS = Number(process.env['SIGKILL_CALLBACKS'] ?? 1_000);
const WORKERS = 8;
const LEASE_MS = 5_000;
const TIMEOUT_MS = 1_000;
/** Counted in work and not in time: a slow machine would have nobody left. */
const ANSWERS_PER_KILL = Math.ceil(CALLBACKS / 8);
const seed = Number(process.env['SIGKILL_SEED'] ?? Date.now() % 1_000_000);

/** 1,000 callbacks against eight workers that die again and again; then the books are read. */
async function massacre(kinds: readonly [WorkerOrders['kind'], ...WorkerOrders['kind'][]], url: string) {
  const startedAt = performance.now();
  const dice = createDice(seed);
  const workers = await startWorkers(
    WORKERS,
    (number) => ({
      kind: kinds[number % kinds.length] ?? kinds[0],
      url,
      number,
      seed,
      secret: SECRET,
      leaseMs: LEASE_MS,
      timeoutMs: TIMEOUT_MS,
      deathRate: 0.0015,
    }),
    (choices) => dice.pick(choices),
  );
  onTestFinished(async () => void (await workers.stop()));
  let answered = 0;
  const delivered = await deliverAll(CALLBACKS, {
    secret: SECRET,
    dice,
    port: workers.port,
    onAnswer: () => {
      if (++answered % ANSWERS_PER_KILL === 0) workers.killOne();
    },
  });
  const killed = new Set(workers.killed); // those that are ended now were not at work any more
  const report = audit(await workers.stop(), killed, LEASE_MS);

  const { store, close } = await connectStore({ kind: kinds[0], url, leaseMs: LEASE_MS });
  const states = await Promise.all(delivered.ids.map((id) => store.claim(id, 'the end')));
  await close();
  const notDone = states.filter((state) => state !== 'done').length;
  const { breaches: _, neverEnded, ...totals } = report;
  console.log(
    `SIGKILL_SEED=${seed} ${kinds.join()} ${Math.round(performance.now() - startedAt)} ms: ${JSON.stringify({ killed: killed.size, neverEnded: neverEnded.length, ...totals, answers: Object.fromEntries(delivered.answers) })}`,
  );
  return { ...report, killed: killed.size, notDone, answers: delivered.answers };
}

test('with Redis, eight workers under SIGKILL lose no callback, never have one in two hands, and handle none again that was completed', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const report = await massacre(['ioredis', 'node-redis'], redis.url);

  expect(report.breaches, `SIGKILL_SEED=${seed}`).toEqual([]);
  expect(report.neverEnded).toEqual([]);
  expect(report.notDone).toBe(0);
  // It was no walk in the park.
  expect(report.killed).toBeGreaterThan(8);
  expect(report.takenOver).toBeGreaterThan(0);
  expect(report.answers.get(409)).toBeGreaterThan(0);
  expect(report.answers.get(500)).toBeGreaterThan(0);
}, 600_000);

test('with Postgres, and writes and completion in one transaction, the effect of 1,000 callbacks is there exactly 1,000 times', async () => {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`${SCHEMA}; create table effects (callback_id text)`);
  const report = await massacre(['postgres'], postgres.url);
  // A worker may die between the commit and its note that it has ended.
  const { rowCount: unnoted } = await client.query('select from effects where callback_id = any($1)', [
    report.neverEnded,
  ]);
  const { rows } = await client.query(
    'select count(*)::int as effects, count(distinct callback_id)::int as callbacks from effects',
  );
  await client.end();

  expect(unnoted).toBe(report.neverEnded.length);
  expect(rows).toEqual([{ effects: CALLBACKS, callbacks: CALLBACKS }]);
  expect(report.breaches, `SIGKILL_SEED=${seed}`).toEqual([]);
  expect(report.notDone).toBe(0);
  expect(report.killed).toBeGreaterThan(8);
}, 600_000);
