import { getEventListeners } from 'node:events';
import { AbortError } from '@runapi.ai/core/errors';
import { expect, test, vi } from 'vitest';
import { sleep } from '../../packages/core/src/time/sleep.js';
import { untilAborted } from '../../packages/core/src/time/until-aborted.js';
import { rejection } from '../support/clients.js';
import { fakeTime, watch } from '../support/fake-time.js';

test('a sleep ends when its time has passed, and leaves nothing behind', async () => {
  const { advance } = fakeTime();
  const { signal } = new AbortController();
  const slept = watch(sleep(1_000, signal));
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  await advance(999);
  expect(slept).toEqual({});
  await advance(1);
  expect(slept).toHaveProperty('value', undefined);
  expect(vi.getTimerCount()).toBe(0);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('an abort ends a sleep at once, with the reason as cause, and leaves nothing behind', async () => {
  const { advance, now } = fakeTime();
  const controller = new AbortController();
  const slept = watch(sleep(10_000, controller.signal));
  await advance(1);
  const before = now();
  controller.abort('tea');
  await advance(0);
  expect(slept.error).toBeInstanceOf(AbortError);
  expect(slept.error).toHaveProperty('cause', 'tea');
  expect(now()).toBe(before);
  expect(vi.getTimerCount()).toBe(0);
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
});

test('whoever has aborted already does not fall asleep', async () => {
  fakeTime();
  const signal = AbortSignal.abort('late');
  const error = await rejection(sleep(10_000, signal));
  expect(error).toMatchObject({ name: 'AbortError', cause: 'late' });
  expect(vi.getTimerCount()).toBe(0);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('a sleep without a signal is a sleep', async () => {
  const { advance } = fakeTime();
  const slept = watch(sleep(5));
  await advance(5);
  expect(slept).toHaveProperty('at');
});

test("waiting for a user's function ends with what it gives, or throws", async () => {
  const { signal } = new AbortController();
  expect(await untilAborted(signal, Promise.resolve(7))).toBe(7);
  expect(await untilAborted(signal, 8)).toBe(8);
  expect(await untilAborted(undefined, Promise.resolve(9))).toBe(9);
  const failure = new Error('theirs');
  expect(await rejection(untilAborted(signal, Promise.reject(failure)))).toBe(failure);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test("an abort ends the waiting for a user's function that never ends", async () => {
  const controller = new AbortController();
  const waiting = rejection(untilAborted(controller.signal, new Promise(() => {})));
  controller.abort('enough');
  expect(await waiting).toMatchObject({ name: 'AbortError', cause: 'enough' });
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
});

test("an abort that came while a user's function was called is not overlooked", async () => {
  const controller = new AbortController();
  const callBack = () => {
    controller.abort('within');
    return new Promise<never>(() => {});
  };
  const error = await rejection(untilAborted(controller.signal, callBack()));
  expect(error).toMatchObject({ name: 'AbortError', cause: 'within' });
});

test("an abort counts, too, when the user's function ended well in the same moment", async () => {
  const error = await rejection(untilAborted(AbortSignal.abort('now'), Promise.resolve(1)));
  expect(error).toMatchObject({ name: 'AbortError', cause: 'now' });
});
