// One of several processes that receive callbacks, until it is killed. Everything it does it writes down first, by a
// synchronous write: what was written outlives a SIGKILL.
import { writeSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCallbackHandler, toNodeListener } from '@runapi.ai/flux-kontext/callbacks';
import { createDice } from '../../support/random.js';
import type { EntryKind, WorkerOrders } from './ledger.js';
import { connectStore } from './stores.js';

const orders: WorkerOrders = JSON.parse(process.argv[2] ?? '');
const dice = createDice(orders.seed, orders.number);

function note(kind: EntryKind, id: string, token: string | undefined): void {
  const at = Number(process.hrtime.bigint() / 1_000n) / 1_000; // monotonic, and the same clock in all processes
  writeSync(1, `${JSON.stringify({ at, kind, id, token, worker: orders.number })}\n`);
}

/** A random one of the moments between two steps is this worker's last. */
function mayDie(): void {
  if (dice.chance(orders.deathRate)) process.kill(process.pid, 'SIGKILL');
}

const { store, effect } = await connectStore(orders);
const tokens = new Map<string, string | undefined>();

const handler = createCallbackHandler({
  secret: orders.secret,
  timeoutMs: orders.timeoutMs,
  logger: { warn: () => {}, error: () => {} },
  store: {
    leaseMs: store.leaseMs,
    async claim(id, token) {
      note('claiming', id, token);
      mayDie();
      const claim = await store.claim(id, token);
      if (claim === 'claimed') {
        tokens.set(id, token);
        note('claimed', id, token);
      }
      mayDie();
      return claim;
    },
    async complete(id, token) {
      mayDie();
      const kept = await store.complete(id, token);
      note(kept === false ? 'not completed' : 'completed', id, token);
      mayDie();
      return kept;
    },
    async release(id, token) {
      note('releasing', id, token);
      mayDie();
      await store.release(id, token);
    },
  },
  async onCompleted({ id }) {
    const token = tokens.get(id);
    note('started', id, token);
    await new Promise((resolve) => setTimeout(resolve, workMs()));
    mayDie();
    if (dice.chance(0.05)) throw new Error('This time it fails.');
    await effect(id);
    note('ended', id, token);
  },
});

/** Mostly short; now and then longer than the answer may take, and than a lease. */
const workMs = (): number =>
  dice.weighted<number>([
    [80, dice.int(0, 20)],
    [18.5, dice.int(50, 300)],
    [1, orders.timeoutMs + dice.int(0, 300)],
    [0.5, orders.leaseMs + dice.int(0, 500)],
  ]);

const server = createServer(toNodeListener(handler)).listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port);
});
process.on('disconnect', () => process.exit()); // no worker outlives the test
