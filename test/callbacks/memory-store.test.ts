import { memoryCallbackStore } from '@runapi.ai/flux-kontext/callbacks';
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.useRealTimers();
});

test('of the handled callbacks the oldest are forgotten first, and only above max', () => {
  const store = memoryCallbackStore({ max: 2 });
  for (const id of ['a', 'b', 'c']) {
    store.claim(id);
    store.complete(id);
  }

  expect(['b', 'c', 'a'].map((id) => store.claim(id))).toEqual(['done', 'done', 'claimed']);
});

test('a callback that was completed again is young again', () => {
  const store = memoryCallbackStore({ max: 2 });
  for (const id of ['a', 'b', 'a', 'c']) store.complete(id);

  expect(['a', 'c', 'b'].map((id) => store.claim(id))).toEqual(['done', 'done', 'claimed']);
});

test('callbacks in hand are never forgotten, however many there are', () => {
  const store = memoryCallbackStore({ max: 1 });
  const ids = Array.from({ length: 100 }, (_, number) => String(number));
  for (const id of ids) store.claim(id);
  for (const id of ['x', 'y', 'z']) store.complete(id);

  expect(new Set(ids.map((id) => store.claim(id)))).toEqual(new Set(['in_progress']));
});

test('a handled callback is forgotten after ttlMs, and not before', () => {
  vi.useFakeTimers();
  const store = memoryCallbackStore({ ttlMs: 1_000 });
  store.complete('a');
  vi.advanceTimersByTime(999);
  expect(store.claim('a')).toBe('done');
  vi.advanceTimersByTime(1);
  expect(store.claim('a')).toBe('claimed');
});

test('it remembers for 7 days unless it is told otherwise', () => {
  vi.useFakeTimers();
  const store = memoryCallbackStore();
  store.complete('a');
  vi.advanceTimersByTime(7 * 86_400_000 - 1);
  expect(store.claim('a')).toBe('done');
  vi.advanceTimersByTime(1);
  expect(store.claim('a')).toBe('claimed');
});

test.each([{ max: 0 }, { max: 1.5 }, { max: '2' }, { ttlMs: 0 }, { ttlMs: Number.NaN }])(
  'options that can not be used are named: %j',
  (options) => {
    expect(() => memoryCallbackStore(options as never)).toThrow(
      expect.objectContaining({
        name: 'ValidationError',
        issues: [expect.objectContaining({ path: Object.keys(options)[0] })],
      }),
    );
  },
);

test.each<[unknown, string]>([
  [{ ttl: 1_000 }, 'ttl: unknown option: did you mean ttlMs?'],
  [500, 'options: must be an object'],
  [null, 'options: must be an object'],
])('options that can not be used are named: %j', (options, message) => {
  expect(() => memoryCallbackStore(options as never)).toThrow(message);
});
