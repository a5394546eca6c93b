import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { parseRetryAfter } from '../../packages/core/src/http/retry-after.js';

const NOW_DATE = 'Thu, 01 Jan 2026 12:00:00 GMT';
const NOW = Date.parse(NOW_DATE);
const YEAR_SECONDS = 365 * 24 * 3600;

test.each<[string | null | undefined, number | undefined]>([
  ['0', 0],
  ['1', 1_000],
  [' 7 ', 7_000],
  ['0.5', 500],
  ['0.0001', 1],
  ['60', 60_000],
  [String(YEAR_SECONDS), YEAR_SECONDS * 1000],
  ['9'.repeat(30), Number.MAX_SAFE_INTEGER],
  ['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
  ['Thursday, 01-Jan-26 12:00:30 GMT', 30_000],
  ['Thu Jan  1 12:00:30 2026 GMT', 30_000],
  ['Fri, 01 Jan 2027 12:00:00 GMT', YEAR_SECONDS * 1000],
  ['Thu, 01 Jan 2026 11:59:59 GMT', 0],
  ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
  ['', undefined],
  ['  ', undefined],
  [null, undefined],
  [undefined, undefined],
  ['-1', undefined],
  ['-5', undefined],
  ['+5', undefined],
  ['1e3', undefined],
  ['0x10', undefined],
  ['1,5', undefined],
  ['5s', undefined],
  ['5, 6', undefined],
  ['.5', undefined],
  ['5.', undefined],
  ['NaN', undefined],
  ['Infinity', undefined],
  ['soon', undefined],
  ['May', undefined],
  ['May 5', undefined],
  ['Expires, 01 Jan 2026 12:00:30 GMT', undefined],
  ['2026-01-01T12:00:30Z', undefined],
  ['Thu, nonsense', undefined],
])('Retry-After %j asks for %d ms', (value, expected) => {
  expect(parseRetryAfter(value, NOW_DATE)).toBe(expected);
});

test('a date is told by the clock of who gives it, whatever the time is here', () => {
  onTestFinished(() => void vi.useRealTimers());
  for (const here of ['2026-01-01T11:00:00Z', '2026-01-01T13:00:00Z']) {
    vi.setSystemTime(here);
    expect(parseRetryAfter('Thu, 01 Jan 2026 12:00:02 GMT', NOW_DATE)).toBe(2_000);
  }
});

test.each([undefined, null, '', 'soon'])(
  'where the answer has the date %j, the clock of the machine is asked',
  (date) => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    const ms = parseRetryAfter(inAMinute, date) ?? Number.NaN;
    expect(ms).toBeGreaterThan(55_000);
    expect(ms).toBeLessThanOrEqual(60_000);
  },
);

test('a date that names no zone is GMT, wherever the machine is', () => {
  vi.stubEnv('TZ', 'America/New_York');
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(parseRetryAfter('Thu Jan  1 12:00:30 2026', NOW_DATE)).toBe(30_000);
});

test('whole seconds are read exactly', () => {
  fc.assert(
    fc.property(fc.nat(), (seconds) => {
      expect(parseRetryAfter(String(seconds), NOW_DATE)).toBe(seconds * 1000);
    }),
  );
});

test('an HTTP date is read to the second, and one that has passed asks for nothing', () => {
  const date = fc.date({ min: new Date(0), max: new Date('2199-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(date, (moment) => {
      const expected = Math.max(0, Math.floor(moment.getTime() / 1000) * 1000 - NOW);
      expect(parseRetryAfter(moment.toUTCString(), NOW_DATE)).toBe(expected);
    }),
  );
});

test('whatever else stands there, the answer is undefined or a number of milliseconds that can be waited for', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[-+.\deE ,:A-Za-z]*$/),
    fc.double().map(String),
  );
  fc.assert(
    fc.property(text, (value) => {
      const ms = parseRetryAfter(value, NOW_DATE);
      if (ms === undefined) return;
      expect(Number.isSafeInteger(ms)).toBe(true);
      expect(ms).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 2_000 },
  );
});
