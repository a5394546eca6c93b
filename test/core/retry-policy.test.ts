import {
  AbortError,
  AuthenticationError,
  ConflictError,
  InsufficientCreditsError,
  InvalidResponseError,
  NetworkError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  RunApiError,
  ServerError,
  ServiceUnavailableError,
  TaskFailedError,
  TaskTimeoutError,
  TimeoutError,
  ValidationError,
} from '@runapi.ai/core/errors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { askedMs, createRetryPolicy, isPassing } from '../../packages/core/src/http/retry-policy.js';

const OPTIONS = { retryBaseDelayMs: 500, retryMaxDelayMs: 5_000 };
const longest = createRetryPolicy(OPTIONS, () => 1);
const get = { method: 'GET', attempt: 1, maxRetries: 2, idempotencyKey: undefined } as const;
const create = { ...get, method: 'POST', idempotencyKey: 'key' } as const;
const blindPost = { ...get, method: 'POST' } as const;

const passing = [
  new NetworkError('x'),
  new TimeoutError('x'),
  new RateLimitError('x', { status: 429, retryAfterMs: 0 }),
  new ServiceUnavailableError('x'),
  new ServerError('x'),
];
const lasting = [
  new ValidationError('x'),
  new AuthenticationError('x'),
  new InsufficientCreditsError('x'),
  new PermissionDeniedError('x'),
  new NotFoundError('x'),
  new ConflictError('x'),
  new AbortError('x'),
  new InvalidResponseError('x'),
  new TaskFailedError('x'),
  new TaskTimeoutError('x'),
  new RunApiError('x'),
  new Error('x'),
  'x',
  undefined,
];

const limited = (retryAfterMs: number) => new RateLimitError('x', { status: 429, retryAfterMs });

test.each(passing.map((error) => [error.name, error] as const))(
  '%s passes: a GET, and a POST with its key, are repeated',
  (_, error) => {
    expect(isPassing(error)).toBe(true);
    expect(longest.delayMs(error, get)).toBe(500);
    expect(longest.delayMs(error, create)).toBe(500);
  },
);

test.each(passing.map((error) => [error.name, error] as const))(
  'a POST without a key is not repeated after a %s',
  (_, error) => {
    expect(longest.delayMs(error, blindPost)).toBeUndefined();
  },
);

test.each(lasting.map((error) => [error instanceof Error ? error.name : String(error), error] as const))(
  '%s lasts: nothing is repeated',
  (_, error) => {
    expect(isPassing(error)).toBe(false);
    expect(longest.delayMs(error, get)).toBeUndefined();
    expect(longest.delayMs(error, create)).toBeUndefined();
  },
);

test('there are as many retries as maxRetries says, and no more', () => {
  const error = new ServerError('x');
  const delays = (maxRetries: number) =>
    [1, 2, 3, 4, 5].map((attempt) => longest.delayMs(error, { ...get, attempt, maxRetries }));
  expect(delays(0)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  expect(delays(1)).toEqual([500, undefined, undefined, undefined, undefined]);
  expect(delays(3)).toEqual([500, 1_000, 2_000, undefined, undefined]);
});

test.each([
  ['a 429 says when it ends: then, and no later', limited(20), 20],
  ['a 429 that asks for nothing gets the backoff', limited(0), 500],
  ['a 429 may ask for a minute', limited(60_000), 60_000],
  ['more than a minute is not slept out', limited(60_001), undefined],
  [
    'what the gate refuses, without an answer, is not waited for',
    new RateLimitError('x', { retryAfterMs: 20 }),
    undefined,
  ],
  ['a 503 asks for more than the backoff', new ServiceUnavailableError('x', { retryAfterMs: 3_000 }), 3_000],
  ['a 503 asks for less than the backoff', new ServiceUnavailableError('x', { retryAfterMs: 20 }), 500],
  ['a 503 may ask for a minute', new ServiceUnavailableError('x', { retryAfterMs: 60_000 }), 60_000],
  ['a 503 that asks for more ends', new ServiceUnavailableError('x', { retryAfterMs: 60_001 }), undefined],
])('%s', (_, error, expected) => {
  expect(longest.delayMs(error, create)).toBe(expected);
});

test('what the service asked for is known of those errors that can tell', () => {
  expect(askedMs(new RateLimitError('x', { retryAfterMs: 7 }))).toBe(7);
  expect(askedMs(new ServiceUnavailableError('x', { retryAfterMs: 8 }))).toBe(8);
  expect(askedMs(new ServiceUnavailableError('x'))).toBe(0);
  for (const other of [new ServerError('x'), new Error('x'), undefined]) expect(askedMs(other)).toBe(0);
});

test('a pause is jittered, and stays within its bounds, whatever the call', () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), chance, (attempt, luck) => {
      const policy = createRetryPolicy(OPTIONS, () => luck);
      const delayMs = policy.delayMs(new NetworkError('x'), { ...get, attempt, maxRetries: 50 });
      expect(delayMs).toBeGreaterThanOrEqual(250);
      expect(delayMs).toBeLessThanOrEqual(5_000);
    }),
  );
});

test('each policy throws its own dice unless it is given some', () => {
  const policy = createRetryPolicy(OPTIONS);
  const delays = new Set(Array.from({ length: 20 }, () => policy.delayMs(new ServerError('x'), get)));
  expect(delays.size).toBeGreaterThan(1);
});
