import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { deadlineIn, monotonicMs, noDeadline, remainingMs } from '../../packages/core/src/time/deadline.js';

afterEach(() => {
  vi.useRealTimers();
});

test('what remains is what was given less what has passed, and never less than nothing', () => {
  vi.useFakeTimers();
  fc.assert(
    fc.property(fc.nat(1e7), fc.array(fc.nat(1e6), { maxLength: 5 }), (ms, steps) => {
      const deadline = deadlineIn(ms);
      let passed = 0;
      for (const step of steps) {
        vi.advanceTimersByTime(step);
        passed += step;
        expect(remainingMs(deadline)).toBeCloseTo(Math.max(0, ms - passed), 3);
      }
    }),
    { numRuns: 50 },
  );
});

test('a deadline is a moment on the clock that only goes forward', () => {
  vi.useFakeTimers();
  const now = monotonicMs();
  expect(deadlineIn(250).at).toBe(now + 250);
});

test.each(['2020-01-01', '2040-01-01'])('a clock that is set to %s moves no deadline', (date) => {
  vi.useFakeTimers({ now: new Date('2026-01-01') });
  const deadline = deadlineIn(1_000);
  vi.setSystemTime(new Date(date));
  expect(remainingMs(deadline)).toBe(1_000);
  vi.advanceTimersByTime(400);
  expect(remainingMs(deadline)).toBe(600);
});

test('without a deadline, or with one that never comes, the time does not run out', () => {
  vi.useFakeTimers();
  const never = deadlineIn(Number.POSITIVE_INFINITY);
  vi.advanceTimersByTime(1e12);
  expect([remainingMs(noDeadline), remainingMs(never), noDeadline.at, never.at]).toEqual(
    Array(4).fill(Number.POSITIVE_INFINITY),
  );
});
