import type { CallbackClaim, CallbackStore } from '../callbacks/store.js';

/** One promise of a callback store. */
export interface ConformanceCheck {
  /** The promise, in a sentence: for your test's title. */
  readonly name: string;
  /** Rejects with an Error that says what was found in place of what was promised. */
  readonly run: () => Promise<void>;
}

/**
 * Makes the store under test. It is called several times, also twice within one check: the stores of a real
 * deployment, one in each process, which see the same data. `leaseMs` is to be the lease, where the store has one.
 */
export type MakeCallbackStore = (options: { leaseMs: number }) => CallbackStore | Promise<CallbackStore>;

/**
 * What `createCallbackHandler` relies on, as checks for any test runner, each with ids of its own:
 * `for (const { name, run } of callbackStoreConformance(makeStore)) test(name, run)`.
 *
 * A store without `leaseMs` is taken for one that lives in a single process, and is not asked for what only leases
 * promise.
 */
export function callbackStoreConformance(makeStore: MakeCallbackStore): ConformanceCheck[] {
  const long = () => makeStore({ leaseMs: 60_000 });
  return [
    check('the first claim gets the callback, and others see it in progress', async (id) => {
      const store = await long();
      same(await store.claim(id, 'a'), 'claimed', 'the first claim');
      same(await store.claim(id, 'b'), 'in_progress', 'a second claim');
      same(await store.claim(`${id}x`, 'b'), 'claimed', 'the claim of another callback');
    }),
    check('of many claims at the same moment exactly one gets the callback', async (id) => {
      const one = await long();
      const two = one.leaseMs === undefined ? one : await long();
      const claims = await Promise.all(
        Array.from({ length: 40 }, (_, number) => (number % 2 ? one : two).claim(id, `worker-${number}`)),
      );
      same(claims.filter((claim) => claim === 'claimed').length, 1, 'the number of claims that got it');
      same(claims.filter((claim) => claim === 'in_progress').length, 39, 'the number of those that did not');
    }),
    check('a completed callback is done, for everybody', async (id) => {
      const store = await long();
      await store.claim(id, 'a');
      not(await store.complete(id, 'a'), false, 'the completion by the holder');
      for (const token of ['a', 'b', undefined])
        same(await store.claim(id, token), 'done', 'a claim after it');
    }),
    check('a released callback can be claimed again', async (id) => {
      const store = await long();
      await store.claim(id, 'a');
      await store.release(id, 'a');
      same(await store.claim(id, 'b'), 'claimed', 'the claim after the release');
    }),
    check('the holder may claim again: that renews its lease', async (id) => {
      const store = await long();
      await store.claim(id, 'a');
      same(await store.claim(id, 'a'), 'claimed', "the holder's second claim");
      same(await store.claim(id, 'b'), 'in_progress', "another's claim");
    }),
    check("nobody can complete another's callback", async (id) => {
      const store = await long();
      await store.claim(id, 'a');
      same(await store.complete(id, 'b'), false, "another's completion");
      same(await store.claim(id, 'b'), 'in_progress', 'a claim after it');
      not(await store.complete(id, 'a'), false, "the holder's completion");
    }),
    check("nobody can release another's callback", async (id) => {
      const store = await long();
      await store.claim(id, 'a');
      await store.release(id, 'b');
      same(await store.claim(id, 'b'), 'in_progress', "a claim after another's release");
    }),
    check('a release takes nothing from a callback that is done', async (id) => {
      const store = await long();
      await store.claim(id, 'a');
      await store.complete(id, 'a');
      for (const token of ['a', 'b', undefined]) await store.release(id, token);
      same(await store.claim(id, 'b'), 'done', 'a claim after the releases');
    }),
    check('completing and releasing may be repeated, and do no harm to what is unknown', async (id) => {
      const store = await long();
      await store.release(id, 'a');
      await store.claim(id, 'a');
      await store.release(id, 'a');
      await store.release(id, 'a');
      same(await store.claim(id, 'b'), 'claimed', 'the claim after two releases');
      await store.complete(id, 'b');
      not(await store.complete(id, 'b'), false, 'a second completion');
      same(await store.claim(id, 'c'), 'done', 'the claim after two completions');
    }),
    check('without tokens it claims, completes and releases all the same', async (id) => {
      const store = await long();
      same(await store.claim(id), 'claimed', 'the first claim');
      same(await store.claim(id), 'in_progress', 'the second claim');
      await store.release(id);
      same(await store.claim(id), 'claimed', 'the claim after the release');
      not(await store.complete(id), false, 'the completion');
      same(await store.claim(id), 'done', 'the claim after it');
    }),
    check('ids are kept apart, whatever is in them', async (id) => {
      const store = await long();
      const ids = [
        id,
        `${id}:`,
        id.toUpperCase(),
        `${id}'`,
        `${id}%`,
        `${id}*`,
        `${id}\\`,
        `${id} `,
        `${id}-ü`,
      ];
      for (const one of ids) same(await store.claim(one, 'a'), 'claimed', `the claim of ${one}`);
      await store.complete(id, 'a');
      for (const one of ids.slice(1)) same(await store.claim(one, 'b'), 'in_progress', `the claim of ${one}`);
    }),
    ...leaseChecks(makeStore),
  ];
}

const LEASE_MS = 150;

function leaseChecks(makeStore: MakeCallbackStore): ConformanceCheck[] {
  /** `short` holds for `LEASE_MS`, `long` for longer than a check takes. */
  const leased = (
    name: string,
    run: (id: string, short: CallbackStore, long: CallbackStore) => Promise<void>,
  ) =>
    check(`${name} (where there are leases)`, async (id) => {
      const short = await makeStore({ leaseMs: LEASE_MS });
      if (short.leaseMs === undefined) return;
      same(short.leaseMs, LEASE_MS, 'leaseMs');
      await run(id, short, await makeStore({ leaseMs: 60_000 }));
    });
  return [
    leased('what one process holds or has done, the others see', async (id, short, long) => {
      await long.claim(id, 'a');
      same(await short.claim(id, 'b'), 'in_progress', "the other's claim");
      await long.complete(id, 'a');
      same(await short.claim(id, 'b'), 'done', "the other's claim after the completion");
    }),
    leased(
      'a lease that ran out leaves the callback to others, and its holder out',
      async (id, short, long) => {
        await short.claim(id, 'a');
        await claimedInTheEnd(long, id, 'b');
        same(await short.claim(id, 'a'), 'in_progress', "the old holder's claim");
        same(await short.complete(id, 'a'), false, "the old holder's completion");
        await short.release(id, 'a');
        same(await short.claim(id, 'c'), 'in_progress', "a claim after the old holder's release");
        not(await long.complete(id, 'b'), false, "the new holder's completion");
      },
    ),
    leased('a lease that is renewed does not run out', async (id, _, long) => {
      // Where a claim takes long, or the machine stood still, a round tells nothing, and the next one takes longer.
      for (let leaseMs = LEASE_MS; leaseMs <= 32 * LEASE_MS; leaseMs *= 2) {
        const short = await makeStore({ leaseMs });
        await short.claim(`${id}-${leaseMs}`, 'a');
        await sleep(0.6 * leaseMs);
        const renewedAt = performance.now();
        same(await short.claim(`${id}-${leaseMs}`, 'a'), 'claimed', 'the renewal');
        await sleep(0.6 * leaseMs);
        const claim = await long.claim(`${id}-${leaseMs}`, 'b');
        if (performance.now() - renewedAt < leaseMs) return same(claim, 'in_progress', "another's claim");
      }
      throw new Error('The store is too slow to be checked: a claim takes seconds.');
    }),
    leased('work that ended after its lease counts, when nobody else has begun', async (id, short, long) => {
      await short.claim(id, 'a');
      await sleep(2 * LEASE_MS);
      not(await short.complete(id, 'a'), false, 'the completion');
      same(await long.claim(id, 'b'), 'done', 'a claim after it');
    }),
    leased('what is done stays done when the lease would have run out', async (id, short, long) => {
      await short.claim(id, 'a');
      await short.complete(id, 'a');
      await sleep(2 * LEASE_MS);
      same(await long.claim(id, 'b'), 'done', 'a claim');
    }),
  ];
}

/** Asks until the lease of the one before has run out. */
async function claimedInTheEnd(store: CallbackStore, id: string, token: string): Promise<void> {
  const startedAt = Date.now();
  for (;;) {
    const claim: CallbackClaim = await store.claim(id, token);
    if (claim === 'claimed') return;
    same(claim, 'in_progress', 'the claim');
    if (Date.now() - startedAt > 20 * LEASE_MS) throw new Error('The lease did not run out.');
    await sleep(LEASE_MS / 10);
  }
}

const check = (name: string, run: (id: string) => Promise<void>): ConformanceCheck => ({
  name,
  run: () => run(`conformance-${Math.random().toString(36).slice(2)}`),
});

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function same(found: unknown, promised: unknown, what: string): void {
  if (found !== promised) throw new Error(`${what} gave ${String(found)}; promised is ${String(promised)}.`);
}

function not(found: unknown, excluded: unknown, what: string): void {
  if (found === excluded) throw new Error(`${what} gave ${String(found)}, which it must not.`);
}
