import { expect, onTestFinished, vi } from 'vitest';

const PASSED_MS = 12_345;

/**
 * Time that passes only in `advance`; `now` counts from here. When the test is done no timer may be left
 * of all that it did: every wait cleans up after itself.
 */
export function fakeTime(): { advance: (ms: number) => Promise<void>; now: () => number } {
  vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z').getTime() - PASSED_MS });
  vi.advanceTimersByTime(PASSED_MS); // on a clock that stands at 0, what is added and what is subtracted look alike
  const zero = performance.now();
  onTestFinished(async () => {
    await vi.advanceTimersByTimeAsync(1); // slots are given back a turn later
    const left = vi.getTimerCount();
    vi.useRealTimers();
    expect(left, 'timers left').toBe(0);
  });
  return {
    advance: async (ms) => void (await vi.advanceTimersByTimeAsync(ms)),
    now: () => performance.now() - zero,
  };
}

/** How a promise ended, and when. Nothing is left unhandled, and nothing is waited for. */
export function watch<T>(promise: Promise<T>): { value?: T; error?: unknown; at?: number } {
  const outcome: { value?: T; error?: unknown; at?: number } = {};
  promise.then(
    (value) => Object.assign(outcome, { value, at: performance.now() }),
    (error: unknown) => Object.assign(outcome, { error, at: performance.now() }),
  );
  return outcome;
}
