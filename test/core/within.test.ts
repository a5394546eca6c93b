import { getEventListeners } from 'node:events';
import { TimeoutError } from '@runapi.ai/core/errors';
import { expect, test, vi } from 'vitest';
import { within } from '../../packages/core/src/time/within.js';
import { rejection } from '../support/clients.js';
import { fakeTime, watch } from '../support/fake-time.js';

const late = () => new TimeoutError('late');
const never = () => new Promise<never>(() => {});
const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

test('work that ends in time gives what it gives, and leaves nothing behind', async () => {
  fakeTime();
  const { signal } = new AbortController();
  const lateOnes = vi.fn(late);
  expect(await within(1_000, signal, lateOnes, async () => 'done')).toBe('done');
  expect(lateOnes).toHaveBeenCalledTimes(0);
  expect([vi.getTimerCount(), listeners(signal)]).toEqual([0, 0]);
});

test('work that fails in time fails with its own error, and leaves nothing behind', async () => {
  fakeTime();
  const { signal } = new AbortController();
  const failure = new Error('its own');
  const fail = async () => {
    throw failure;
  };
  expect(await rejection(within(1_000, signal, late, fail))).toBe(failure);
  expect([vi.getTimerCount(), listeners(signal)]).toEqual([0, 0]);
});

test('work that does not listen is left alone when its time is up, and not a moment before', async () => {
  const { advance } = fakeTime();
  const { signal } = new AbortController();
  const outcome = watch(within(1_000, signal, late, never));
  await advance(999);
  expect(outcome).toEqual({});
  await advance(1);
  expect(outcome.error).toBeInstanceOf(TimeoutError);
  expect([vi.getTimerCount(), listeners(signal)]).toEqual([0, 0]);
});

test('work gets a signal of its own, which fires when the time is up', async () => {
  const { advance } = fakeTime();
  const caller = new AbortController();
  let given: AbortSignal | undefined;
  const outcome = watch(
    within(1_000, caller.signal, late, (signal) => {
      given = signal;
      return never();
    }),
  );
  expect(given?.aborted).toBe(false);
  await advance(1_000);
  expect(given?.aborted).toBe(true);
  expect(given?.reason).toBe(outcome.error);
  expect(caller.signal.aborted).toBe(false);
});

test('a limit that ran out once does not end the next attempt', async () => {
  const { advance } = fakeTime();
  const caller = new AbortController();
  watch(within(10, caller.signal, late, never));
  await advance(10);
  expect(await within(10, caller.signal, late, async ({ aborted }) => aborted)).toBe(false);
});

test('an abort ends the work at once, with the reason as cause, and reaches it', async () => {
  const { advance, now } = fakeTime();
  const caller = new AbortController();
  let given: AbortSignal | undefined;
  const outcome = watch(
    within(1_000, caller.signal, late, (signal) => {
      given = signal;
      return never();
    }),
  );
  caller.abort('tea');
  await advance(0);
  expect(outcome.error).toMatchObject({ name: 'AbortError', cause: 'tea' });
  expect(given?.aborted).toBe(true);
  expect([now(), vi.getTimerCount(), listeners(caller.signal)]).toEqual([0, 0, 0]);
});

test('nothing begins under a signal that has fired', async () => {
  fakeTime();
  const work = vi.fn(never);
  const error = await rejection(within(1_000, AbortSignal.abort('before'), late, work));
  expect(error).toMatchObject({ name: 'AbortError', cause: 'before' });
  expect(work).toHaveBeenCalledTimes(0);
});

test('work that fails after its time was up disturbs nobody', async () => {
  const { advance } = fakeTime();
  const outcome = watch(
    within(10, undefined, late, async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      throw new Error('too late to matter'); // unhandled, it would fail the whole run
    }),
  );
  await advance(20);
  expect(outcome.error).toBeInstanceOf(TimeoutError);
});

test('work without a limit has all the time that it needs', async () => {
  const { advance } = fakeTime();
  const outcome = watch(
    within(Number.POSITIVE_INFINITY, undefined, late, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1e9));
      return 'at last';
    }),
  );
  await advance(1e9);
  expect(outcome.value).toBe('at last');
});
