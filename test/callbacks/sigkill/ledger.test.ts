import { expect, test } from 'vitest';
import { audit, type Entry, type EntryKind } from './ledger.js';

const LEASE_MS = 1_000;

/** `1200 b claimed` is an entry of worker b; both workers are about the same callback. */
const book = (...lines: string[]): Entry[] =>
  lines.map((line) => {
    const [, at, worker, kind] = /^(\d+) (\w) (.+)$/.exec(line) ?? [];
    return {
      at: Number(at),
      kind: kind as EntryKind,
      id: 'callback',
      token: `token of ${worker}`,
      worker: worker === 'a' ? 0 : 1,
    };
  });
const a = ['0 a claiming', '1 a claimed', '2 a started'];
const b = (from: number) =>
  ['claiming', 'claimed', 'started', 'ended', 'completed'].map((kind, step) => `${from + step} b ${kind}`);
const killedA = new Set([0]);
const nobody = new Set<number>();

test.each<[string, string[], ReadonlySet<number>]>([
  ['one that completes', [...a, '3 a ended', '4 a completed'], nobody],
  ['one after the other has given back', [...a, '3 a releasing', ...b(4)], nobody],
  ['one after the lease of a killed one', [...a, ...b(1_100)], killedA],
  ['one after the lease of one that stood still and was cut off', [...a, ...b(1_100)], nobody],
])('the books are in order with %s', (_, lines, killed) => {
  expect(audit(book(...lines), killed, LEASE_MS)).toMatchObject({ breaches: [], endedTwice: 0 });
});

test('a function that ran twice since its worker was killed in between is counted, and no breach', () => {
  const report = audit(book(...a, '3 a ended', ...b(1_100)), killedA, LEASE_MS);
  expect(report).toMatchObject({ breaches: [], endedTwice: 1, takenOver: 1, runs: 2 });
});

test.each<[string, RegExp, string[], ReadonlySet<number>]>([
  ['a claim while a lease held', /before the lease of 0 ran out/, [...a, ...b(500)], killedA],
  [
    'a claim while a renewed lease held',
    /before the lease of 0 ran out/,
    [...a, '900 a claiming', '901 a claimed', ...b(1_100)],
    killedA,
  ],
  ['a claim before the release', /before 0 released/, [...a, ...b(500), '600 a releasing'], nobody],
  [
    'a claim after the completion',
    /after 0 had completed/,
    [...a, '3 a ended', '4 a completed', ...b(2_000)],
    killedA,
  ],
  ['a second run although nobody was killed', /not killed/, [...a, '3 a ended', ...b(1_100)], nobody],
])('the books show %s', (_, breach, lines, killed) => {
  expect(audit(book(...lines), killed, LEASE_MS).breaches.join()).toMatch(breach);
});

test('the books show a callback whose function never came to its end', () => {
  expect(audit(book(...a), killedA, LEASE_MS).neverEnded).toEqual(['callback']);
  expect(audit(book(...a, ...b(1_100)), killedA, LEASE_MS).neverEnded).toEqual([]);
});
