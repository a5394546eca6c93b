import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { backoffMs } from '../../packages/core/src/time/backoff.js';

const longest = () => 1;
const shortest = () => 0;

test('the longest pause doubles with each retry, up to the maximum', () => {
  const pauses = [0, 1, 2, 3, 4, 5].map((attempt) => backoffMs(attempt, 500, 5_000, longest));
  expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000]);
});

test('the shortest pause is half of the longest', () => {
  const pauses = [0, 1, 2, 3, 4, 5].map((attempt) => backoffMs(attempt, 500, 5_000, shortest));
  expect(pauses).toEqual([250, 500, 1_000, 2_000, 2_500, 2_500]);
});

test('those who failed together come back apart', () => {
  const random = vi.spyOn(Math, 'random').mockReturnValueOnce(0).mockReturnValueOnce(0.5);
  expect([backoffMs(0, 100, 1_000), backoffMs(0, 100, 1_000)]).toEqual([50, 75]);
  random.mockRestore();
});

test('a pause is a number between half and all of what the attempt may have, whatever the options', () => {
  const ms = fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 1e9, noNaN: true }));
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.nat(), ms, ms, random, (attempt, baseMs, maxMs, chance) => {
      const pause = backoffMs(attempt, baseMs, maxMs, () => chance);
      expect(pause).toBeGreaterThanOrEqual(Math.min(maxMs, baseMs) / 2);
      expect(pause).toBeLessThanOrEqual(Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 100)));
    }),
  );
});

test('a later pause is never shorter than an earlier one of equal luck', () => {
  fc.assert(
    fc.property(
      fc.nat(2_000),
      fc.integer({ min: 1, max: 10_000 }),
      fc.integer({ min: 1, max: 1e6 }),
      (attempt, baseMs, maxMs) => {
        expect(backoffMs(attempt + 1, baseMs, maxMs, longest)).toBeGreaterThanOrEqual(
          backoffMs(attempt, baseMs, maxMs, longest),
        );
      },
    ),
  );
});
