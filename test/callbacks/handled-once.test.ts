import { type CallbackStore, memoryCallbackStore } from '@runapi.ai/flux-kontext/callbacks';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { delivery } from './support/deliveries.js';
import { gate, receiver } from './support/receiver.js';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const down = () => Promise.reject(new Error('ECONNREFUSED 127.0.0.1:6379'));

/** A store in which every step can be watched, and some are different. */
function watched(change: Partial<CallbackStore> = {}) {
  const store = { ...memoryCallbackStore(), ...change };
  return {
    leaseMs: store.leaseMs,
    claim: vi.fn(store.claim),
    complete: vi.fn(store.complete),
    release: vi.fn(store.release),
  };
}
const tokensOf = (store: ReturnType<typeof watched>) => ({
  claims: store.claim.mock.calls.map(([, token]) => token),
  completions: store.complete.mock.calls.map(([, token]) => token),
  releases: store.release.mock.calls.map(([, token]) => token),
});

test('a run claims and completes under one token, and each run has one of its own', async () => {
  const store = watched();
  const { deliver } = receiver({ store });
  const [one, two] = [delivery(), delivery()];
  await deliver(one);
  await deliver(two);

  const { claims, completions, releases } = tokensOf(store);
  expect(completions).toEqual(claims);
  expect(releases).toEqual([]);
  expect(new Set(claims).size).toBe(2);
  expect(store.claim.mock.calls.map(([id]) => id)).toEqual([one.id, two.id]);
});

test('a run that throws releases under the token that it claimed with, and completes nothing', async () => {
  const store = watched();
  const { deliver } = receiver({ store, onCompleted: () => Promise.reject(new Error('x')) });
  await deliver(delivery());

  const { claims, completions, releases } = tokensOf(store);
  expect(releases).toEqual(claims);
  expect(completions).toEqual([]);
});

test('a store of three plain functions, which knows no tokens and returns nothing, is enough', async () => {
  const states = new Map<string, 'in_progress' | 'done'>();
  const { deliver, onCompleted } = receiver({
    store: {
      claim(id) {
        const state = states.get(id);
        if (!state) states.set(id, 'in_progress');
        return state ?? 'claimed';
      },
      complete: (id) => void states.set(id, 'done'),
      release: (id) => void states.delete(id),
    },
  });
  const sent = delivery();

  expect([await deliver(sent), await deliver(sent)]).toEqual([200, 200]);
  expect(onCompleted).toHaveBeenCalledOnce();
});

// A store that fails

test('a store that is down is answered with 500, so that RunAPI sends it again, and nothing runs', async () => {
  const { deliver, onCompleted, logger } = receiver({ store: watched({ claim: down }) });

  expect(await deliver(delivery())).toBe(500);
  expect(onCompleted).not.toHaveBeenCalled();
  expect(logger.error.mock.calls.flat().map(String).join()).toMatch(/failed to claim.*ECONNREFUSED/);
});

test('a store that fails when the function has ended is asked again: the work is done, and is not done twice', async () => {
  const store = watched();
  store.complete.mockImplementationOnce(down).mockImplementationOnce(down);
  const { deliver, onCompleted, logger } = receiver({ store });
  const sent = delivery();
  const status = deliver(sent);
  await vi.advanceTimersByTimeAsync(1_000);

  expect(await status).toBe(200);
  expect(await deliver(sent)).toBe(200);
  expect(onCompleted).toHaveBeenCalledOnce();
  expect(logger.lines()).toContain('failed to complete');
  expect(vi.getTimerCount()).toBe(0);
});

test('while the store stays down 500 is answered, nobody else runs it, and what was done is written down later', async () => {
  const store = watched({ leaseMs: 30_000 });
  const { deliver, onCompleted } = receiver({ store });
  store.complete.mockImplementation(down);
  const sent = delivery();
  const status = deliver(sent);
  await vi.advanceTimersByTimeAsync(9_000);
  expect(await status).toBe(500);

  await vi.advanceTimersByTimeAsync(61_000);
  expect(await deliver(sent)).toBe(409);
  expect(store.claim.mock.calls.length).toBeGreaterThanOrEqual(1 + 6); // renewed all the time
  store.complete.mockReturnValue(true);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(vi.getTimerCount()).toBe(0); // completed, and the lease is let go
  expect(onCompleted).toHaveBeenCalledOnce();
});

test('a store that stays down for minutes is given up, and no timer is left', async () => {
  const { deliver, logger } = receiver({ store: watched({ leaseMs: 30_000, complete: down }) });
  const status = deliver(delivery());
  await vi.advanceTimersByTimeAsync(4 * 60_000);
  expect(vi.getTimerCount()).toBeGreaterThan(0);
  await vi.advanceTimersByTimeAsync(2 * 60_000);

  expect(await status).toBe(500);
  expect(logger.error.mock.calls.flat().map(String).join()).toContain('failed to complete');
  expect(vi.getTimerCount()).toBe(0);
});

test('a store that takes its time to complete is believed when it has', async () => {
  const store = watched();
  const completion = store.complete.getMockImplementation();
  store.complete.mockImplementation(async (id, token) => {
    await new Promise((resolve) => setTimeout(resolve, 11_000));
    return completion?.(id, token);
  });
  const { deliver, onCompleted } = receiver({ store });
  const sent = delivery();
  const status = deliver(sent);
  await vi.advanceTimersByTimeAsync(30_000);

  expect(await status).toBe(500); // at 9 s
  expect(store.complete).toHaveBeenCalledTimes(2);
  expect(vi.getTimerCount()).toBe(0);
  expect(await deliver(sent)).toBe(200);
  expect(onCompleted).toHaveBeenCalledOnce();
});

test('a store that hangs for minutes is given up, too, and the log says at what', async () => {
  const { deliver, logger } = receiver({ store: watched({ complete: () => new Promise(() => {}) }) });
  const status = deliver(delivery());
  await vi.advanceTimersByTimeAsync(6 * 60_000);

  expect(await status).toBe(500);
  expect(vi.getTimerCount()).toBe(0);
  expect(logger.error.mock.calls.flat().map(String).join()).toContain('failed to complete: no answer');
});

test('a completion whose answer was lost, and a renewal that finds it done, is no lost lease', async () => {
  const store = watched({ leaseMs: 150 });
  const completion = store.complete.getMockImplementation();
  store.complete.mockImplementationOnce((id, token) => {
    completion?.(id, token);
    throw new Error('ECONNRESET');
  });
  const { deliver, signal, work } = running(store);
  const status = deliver(delivery());
  await vi.advanceTimersByTimeAsync(0);
  work.open();
  await vi.advanceTimersByTimeAsync(1_000);

  expect(await status).toBe(200);
  expect(signal()?.aborted).toBe(false);
});

test('a completion that hangs is asked anew', async () => {
  const store = watched();
  store.complete.mockImplementationOnce(() => new Promise(() => {}));
  const { deliver, onCompleted } = receiver({ store });
  const sent = delivery();
  const status = deliver(sent);
  await vi.advanceTimersByTimeAsync(11_000);

  expect(await status).toBe(500); // at 9 s
  expect(await deliver(sent)).toBe(200);
  expect(onCompleted).toHaveBeenCalledOnce();
});

test("a store that can not even release: the function's own error is in the log, too", async () => {
  const onCompleted = () => Promise.reject(new Error('out of stock'));
  const { deliver, logger } = receiver({ store: watched({ release: down }), onCompleted });

  expect(await deliver(delivery())).toBe(500);
  expect(logger.lines()).toContain('failed to release');
  expect(logger.lines()).toContain('out of stock');
});

test.each([undefined, true, 'ok', 0])(
  'a store that answers a claim with %s is told what it may answer',
  async (answer) => {
    const { deliver, onCompleted, logger } = receiver({ store: watched({ claim: () => answer as never }) });

    expect(await deliver(delivery())).toBe(500);
    expect(logger.lines()).toContain("'claimed', 'in_progress' or 'done'");
    expect(onCompleted).not.toHaveBeenCalled();
  },
);

test('a store that is silent is answered for in time; a claim that comes later is given back, and nothing runs', async () => {
  const claim = gate<'claimed'>();
  const store = watched({ claim: () => claim.promise });
  const { deliver, onCompleted } = receiver({ store });
  const status = deliver(delivery());
  await vi.advanceTimersByTimeAsync(9_000);

  expect(await status).toBe(500);
  claim.open('claimed');
  await vi.advanceTimersByTimeAsync(0);
  const { claims, releases } = tokensOf(store);
  expect(releases).toEqual(claims);
  expect(onCompleted).not.toHaveBeenCalled();
});

// Leases

/** A function that runs until it is let go. */
function running(store: CallbackStore, timeoutMs = 9_000) {
  const work = gate();
  let signal: AbortSignal | undefined;
  const onCompleted = vi.fn((event: { signal: AbortSignal }) => {
    signal = event.signal;
    return work.promise;
  });
  const received = receiver({ store, onCompleted, timeoutMs });
  return { ...received, work, onCompleted, signal: () => signal };
}

test('while a function runs its lease is renewed three times in each, also behind the answer, and not afterwards', async () => {
  const store = watched({ leaseMs: 30_000 });
  const { deliver, work } = running(store);
  const status = deliver(delivery());
  await vi.advanceTimersByTimeAsync(60_000);

  expect(await status).toBe(500); // at 9 s
  expect(new Set(tokensOf(store).claims).size).toBe(1);
  expect(store.claim).toHaveBeenCalledTimes(1 + 6);
  work.open();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(store.claim).toHaveBeenCalledTimes(1 + 6);
  expect(store.complete).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});

test.each(['in_progress', 'done'] as const)(
  'a worker that finds its callback %s elsewhere is told by its signal, and does not answer for the other',
  async (found) => {
    const store = watched({ leaseMs: 3_000, complete: () => false });
    const { deliver, work, signal, logger } = running(store);
    const status = deliver(delivery());
    await vi.advanceTimersByTimeAsync(0);
    store.claim.mockReturnValue(found);
    expect(signal()?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);

    expect(signal()?.aborted).toBe(true);
    expect(signal()?.reason).toMatchObject({ name: 'AbortError', message: expect.stringContaining('lease') });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(store.claim).toHaveBeenCalledTimes(2); // it asks no more
    work.open();
    expect(await status).toBe(409);
    expect(logger.lines()).toContain('lease was lost');
  },
);

test('a renewal that fails is tried again, and ends nothing', async () => {
  const store = watched({ leaseMs: 3_000 });
  const { deliver, work, signal, logger } = running(store);
  const status = deliver(delivery());
  await vi.advanceTimersByTimeAsync(0);
  store.claim.mockImplementationOnce(down);
  await vi.advanceTimersByTimeAsync(2_000);

  expect(store.claim).toHaveBeenCalledTimes(3);
  expect(signal()?.aborted).toBe(false);
  expect(logger.warn.mock.calls.flat().map(String).join()).toContain('could not be renewed');
  work.open();
  expect(await status).toBe(200);
});

test('a store without leases is claimed once for each run, however long that takes', async () => {
  const store = watched();
  const { deliver, work } = running(store);
  const status = deliver(delivery());
  await vi.advanceTimersByTimeAsync(60_000);
  work.open();

  expect(await status).toBe(500); // at 9 s
  expect(store.claim).toHaveBeenCalledOnce();
});

test('a renewal that comes to an end behind the completion, and finds it done, is no lost lease', async () => {
  const store = watched({ leaseMs: 3_000 });
  const { deliver, work, signal } = running(store);
  const status = deliver(delivery());
  await vi.advanceTimersByTimeAsync(0);
  const renewal = gate<'done'>();
  store.claim.mockReturnValueOnce(renewal.promise);
  await vi.advanceTimersByTimeAsync(1_000);
  work.open();
  expect(await status).toBe(200);
  renewal.open('done');
  await vi.advanceTimersByTimeAsync(0);

  expect(signal()?.aborted).toBe(false);
});

test('a renewal that hangs is not the last one', async () => {
  const store = watched({ leaseMs: 3_000 });
  const { deliver, work, signal } = running(store);
  const status = deliver(delivery());
  await vi.advanceTimersByTimeAsync(0);
  store.claim.mockImplementationOnce(() => new Promise(() => {}));
  await vi.advanceTimersByTimeAsync(2_000);

  expect(store.claim).toHaveBeenCalledTimes(3);
  expect(signal()?.aborted).toBe(false);
  work.open();
  expect(await status).toBe(200);
});

// A complete does not wait: by the contract of stores, a renewal that comes after it finds the callback done.
test('a renewal that is under way comes to its end before the release', async () => {
  const store = watched({ leaseMs: 3_000 });
  const { deliver, work, signal } = running(store);
  const status = deliver(delivery());
  await vi.advanceTimersByTimeAsync(0);
  const renewal = gate<'claimed'>();
  store.claim.mockReturnValueOnce(renewal.promise);
  await vi.advanceTimersByTimeAsync(1_000);
  work.fail(new Error('x'));
  await vi.advanceTimersByTimeAsync(100);

  expect(store.release).not.toHaveBeenCalled();
  renewal.open('claimed');
  await vi.advanceTimersByTimeAsync(0);
  expect(store.release).toHaveBeenCalledOnce();
  expect(await status).toBe(500);
  expect(signal()?.aborted).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});
