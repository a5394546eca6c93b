import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startTimer } from '../../packages/core/src/time/timer.js';

const LONGEST = 2 ** 31 - 1;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([1, 999, LONGEST - 1, LONGEST, LONGEST + 1, 2 * LONGEST + 5, 10 * LONGEST])(
  'a timer of %d ms fires then, and once',
  (ms) => {
    const onTime = vi.fn();
    startTimer(ms, onTime);
    vi.advanceTimersByTime(ms - 1);
    expect(onTime).toHaveBeenCalledTimes(0);
    vi.advanceTimersByTime(1);
    expect(onTime).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(2 * LONGEST);
    expect(onTime).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  },
);

test('a timer of 0 ms fires a turn later, not at once', () => {
  const onTime = vi.fn();
  startTimer(0, onTime);
  expect(onTime).toHaveBeenCalledTimes(0);
  vi.advanceTimersByTime(0);
  expect(onTime).toHaveBeenCalledTimes(1);
});

test('a fraction of a millisecond is waited for, not cut off', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 1e5, noNaN: true }), (ms) => {
      const startedAt = performance.now();
      let firedAt = Number.NaN;
      startTimer(ms, () => {
        firedAt = performance.now();
      });
      vi.runAllTimers();
      expect(firedAt - startedAt).toBeGreaterThanOrEqual(Math.floor(ms));
      expect(firedAt - startedAt).toBeGreaterThan(ms - 0.01);
      expect(firedAt - startedAt).toBeLessThan(ms + 1.01);
    }),
  );
});

test('a timer without an end sets none', () => {
  const cancel = startTimer(Number.POSITIVE_INFINITY, () => {
    throw new Error('fired');
  });
  expect(vi.getTimerCount()).toBe(0);
  cancel();
  vi.advanceTimersByTime(1e13);
});

test.each([0, 10, LONGEST, LONGEST + 10])('a cancelled timer leaves nothing, %d ms after its start', (ms) => {
  const onTime = vi.fn();
  const cancel = startTimer(2 * LONGEST, onTime);
  vi.advanceTimersByTime(ms);
  expect(vi.getTimerCount()).toBe(1);
  cancel();
  expect(vi.getTimerCount()).toBe(0);
  cancel();
  vi.advanceTimersByTime(3 * LONGEST);
  expect(onTime).toHaveBeenCalledTimes(0);
});
