import { getEventListeners } from 'node:events';
import { RateLimitError, TimeoutError } from '@runapi.ai/core/errors';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { createGate, MAX_HOLD_MS } from '../../packages/core/src/http/gate.js';
import { deadlineIn, noDeadline } from '../../packages/core/src/time/deadline.js';
import { rejection } from '../support/clients.js';
import { fakeTime, watch } from '../support/fake-time.js';

const call = { method: 'GET', path: '/x', deadline: noDeadline, signal: undefined, attempt: 1 } as const;
const within = (ms: number) => ({ ...call, deadline: deadlineIn(ms) });

/** Sends numbered calls to a gate and writes down who got in, in order. */
function visitors(maxConcurrent: number) {
  const gate = createGate(maxConcurrent);
  const inside: number[] = [];
  const leave = new Map<number, () => void>();
  const come = (id: number, entry: Parameters<typeof gate.enter>[0] = call) => {
    const entered = gate.enter(entry).then((leaveGate) => {
      inside.push(id);
      leave.set(id, leaveGate);
    });
    return watch(entered);
  };
  return { gate, inside, come, leave: (id: number) => leave.get(id)?.() };
}

test('so many are let in at once, and the rest in the order in which they came', async () => {
  const { advance } = fakeTime();
  const { inside, come, leave } = visitors(2);
  for (const id of [1, 2, 3, 4, 5]) come(id);
  await advance(0);
  expect(inside).toEqual([1, 2]);
  leave(2);
  await advance(0);
  expect(inside).toEqual([1, 2, 3]);
  leave(1);
  leave(3);
  await advance(0);
  expect(inside).toEqual([1, 2, 3, 4, 5]);
});

test('a slot is free a turn of the event loop after it was left: its socket is not back any sooner', async () => {
  const { advance } = fakeTime();
  const { inside, come, leave } = visitors(1);
  come(1);
  await Promise.resolve();
  come(2);
  leave(1);
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  expect(inside).toEqual([1]);
  await advance(0);
  expect(inside).toEqual([1, 2]);
});

test('where there is no setImmediate, a slot is given back all the same', async () => {
  const { advance } = fakeTime();
  vi.stubGlobal('setImmediate', undefined);
  const { inside, come, leave } = visitors(1);
  come(1);
  come(2);
  await advance(0);
  leave(1);
  await advance(1);
  vi.unstubAllGlobals();
  expect(inside).toEqual([1, 2]);
});

test('a newcomer does not overtake those who wait', async () => {
  const { advance } = fakeTime();
  const { inside, come, leave } = visitors(1);
  come(1);
  await advance(0);
  come(2);
  leave(1);
  come(3);
  await advance(0);
  expect(inside).toEqual([1, 2]);
});

test('whoever aborts leaves the queue at once, and takes no slot', async () => {
  const { advance } = fakeTime();
  const { inside, come, leave } = visitors(1);
  const controller = new AbortController();
  come(1);
  const aborted = come(2, { ...call, signal: controller.signal });
  come(3);
  await advance(0);
  controller.abort('tea');
  await advance(0);
  expect(aborted.error).toMatchObject({ name: 'AbortError', cause: 'tea' });
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  leave(1);
  await advance(0);
  expect(inside).toEqual([1, 3]);
});

test('whoever comes with a signal that has fired is not let in', async () => {
  fakeTime();
  const gate = createGate(1);
  const error = await rejection(gate.enter({ ...call, signal: AbortSignal.abort('before') }));
  expect(error).toMatchObject({ name: 'AbortError', cause: 'before' });
});

test('whoever runs out of time leaves the queue, was not sent, and takes no slot', async () => {
  const { advance } = fakeTime();
  const { inside, come, leave } = visitors(1);
  come(1);
  const late = come(2, within(100));
  come(3);
  await advance(99);
  expect(late).toEqual({});
  await advance(1);
  expect(late.error).toBeInstanceOf(TimeoutError);
  expect(late.error).toMatchObject({ outcomeKnown: true, message: expect.stringContaining('GET /x') });
  leave(1);
  await advance(0);
  expect(inside).toEqual([1, 3]);
});

test('whoever was let in leaves neither a timer nor a listener', async () => {
  const { advance } = fakeTime();
  const { come, leave } = visitors(1);
  const { signal } = new AbortController();
  come(1, { ...within(1_000), signal });
  come(2, { ...within(1_000), signal });
  await advance(0);
  leave(1);
  await advance(0);
  expect([vi.getTimerCount(), getEventListeners(signal, 'abort').length]).toEqual([0, 0]);
});

test('nobody is let in while the gate is held, and then all in order, as many as there are slots', async () => {
  const { advance } = fakeTime();
  const { gate, inside, come, leave } = visitors(2);
  gate.holdFor(1_000);
  for (const id of [1, 2, 3]) come(id);
  await advance(999);
  expect(inside).toEqual([]);
  await advance(1);
  expect(inside).toEqual([1, 2]);
  leave(1);
  await advance(0);
  expect(inside).toEqual([1, 2, 3]);
});

test('each refusal takes a slot, down to eight, and those who leave give them back little by little', async () => {
  const { advance } = fakeTime();
  const { gate, inside, come, leave } = visitors(10);
  for (let refusal = 1; refusal <= 20; refusal++) gate.holdFor(1_000);
  for (let id = 1; id <= 30; id++) come(id);
  await advance(1_000);
  const widths: number[] = [];
  for (let id = 1; id <= 19; id++) {
    widths.push(inside.length - id + 1);
    leave(id);
    await advance(1);
  }
  expect(widths).toEqual([...Array(9).fill(8), ...Array(9).fill(9), 10]);
});

test('whoever comes at the very moment that a hold ends does not keep the gate shut', async () => {
  const { advance } = fakeTime();
  const { gate, inside, come } = visitors(3);
  setTimeout(() => come(2), 1_000); // fires before the gate's own timer
  gate.holdFor(1_000);
  come(1);
  await advance(1_000);
  expect(inside).toEqual([1, 2]);
});

test('a 429 that asks for nothing, at the very moment that a hold ends, does not keep the gate shut', async () => {
  const { advance } = fakeTime();
  const { gate, inside, come } = visitors(3);
  setTimeout(() => gate.holdFor(0), 1_000);
  gate.holdFor(1_000);
  come(1);
  await advance(1_000);
  expect(inside).toEqual([1]);
});

test('a slot that is left while the gate is held goes to nobody before its time', async () => {
  const { advance } = fakeTime();
  const { gate, inside, come, leave } = visitors(1);
  come(1);
  come(2);
  await advance(0);
  gate.holdFor(500);
  leave(1);
  await advance(499);
  expect(inside).toEqual([1]);
  await advance(1);
  expect(inside).toEqual([1, 2]);
});

test.each([
  [1_000, 300],
  [300, 1_000],
])('of two holds, %d and %d ms, the longer counts', async (first, second) => {
  const { advance } = fakeTime();
  const { gate, inside, come } = visitors(1);
  gate.holdFor(first);
  come(1);
  gate.holdFor(second);
  await advance(999);
  expect(inside).toEqual([]);
  await advance(1);
  expect(inside).toEqual([1]);
});

test('a hold sets no timer while nobody waits, and drops it when the last one gives up', async () => {
  const { advance } = fakeTime();
  const { gate, come } = visitors(1);
  const controller = new AbortController();
  gate.holdFor(1_000);
  expect(vi.getTimerCount()).toBe(0);
  come(1, { ...call, signal: controller.signal });
  await advance(0);
  expect(vi.getTimerCount()).toBe(1);
  controller.abort();
  expect(vi.getTimerCount()).toBe(0);
});

test('a hold of up to a minute is waited out; of a longer one everybody hears at once, with the time left, until it has passed', async () => {
  const { advance } = fakeTime();
  const { gate, inside, come } = visitors(1);
  gate.holdFor(MAX_HOLD_MS);
  const waiting = come(1);
  await advance(10_000);
  expect(waiting).toEqual({});

  gate.holdFor(100_000);
  await advance(0);
  expect(waiting.error).toBeInstanceOf(RateLimitError);
  expect(waiting.error).toMatchObject({ retryAfterMs: 100_000, outcomeKnown: true });
  await advance(30_000);
  expect(await rejection(gate.enter(call))).toMatchObject({ name: 'RateLimitError', retryAfterMs: 70_000 });

  await advance(69_999);
  expect(await rejection(gate.enter(call))).toMatchObject({ name: 'RateLimitError', retryAfterMs: 1 });

  await advance(1);
  come(2);
  await advance(0);
  expect(inside).toEqual([2]);
});

test('whoever has less time than the gate is held for hears so at once', async () => {
  const { advance } = fakeTime();
  const { gate, inside, come } = visitors(1);
  gate.holdFor(5_000);
  const error = await rejection(gate.enter(within(4_999)));
  expect(error).toBeInstanceOf(RateLimitError);
  expect(error).toMatchObject({ retryAfterMs: 5_000, outcomeKnown: true });
  come(1, within(5_001));
  await advance(5_000);
  expect(inside).toEqual([1]);
});

test('what was sent before was not sent again', async () => {
  fakeTime();
  const { gate } = visitors(1);
  gate.holdFor(100_000);
  const again = await rejection(gate.enter({ ...call, attempt: 2 }));
  expect(String(again)).toContain('GET /x was not sent again: RunAPI asked this client to wait');
  expect(String(await rejection(gate.enter(call)))).toContain('GET /x was not sent: ');
});

test('so does whoever is waiting already when the gate is held past their time', async () => {
  const { advance } = fakeTime();
  const { gate, inside, come, leave } = visitors(1);
  come(1);
  const short = come(2, within(3_000));
  const long = come(3, within(9_000));
  await advance(1_000);
  gate.holdFor(5_000);
  await advance(0);
  expect(short.error).toMatchObject({ name: 'RateLimitError', retryAfterMs: 5_000 });
  expect(short.error).toHaveProperty('message', expect.stringContaining('GET /x'));
  expect(long).toEqual({});
  leave(1);
  await advance(5_000);
  expect(inside).toEqual([1, 3]);
});

test('whoever comes when the time is up is not sent', async () => {
  const { advance } = fakeTime();
  const gate = createGate(1);
  const entry = within(100);
  await advance(100);
  const error = await rejection(gate.enter(entry));
  expect(error).toBeInstanceOf(TimeoutError);
  expect(error).toMatchObject({ outcomeKnown: true });
});

test('whatever happens, never more are inside than may be, nobody overtakes, and nobody is forgotten', async () => {
  fakeTime();
  const action = fc.oneof(
    { weight: 3, arbitrary: fc.constant({ do: 'come' } as const) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), which: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('abort' as const), which: fc.nat() }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('hold' as const), ms: fc.integer({ min: 0, max: 60_000 }) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(20_000) }) },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(action, { maxLength: 40 }),
      async (slots, actions) => {
        const { gate, inside, come, leave } = visitors(slots);
        const controllers: AbortController[] = [];
        const left = new Set<number>();
        const aborted = new Set<number>();
        for (const action of actions) {
          if (action.do === 'come') {
            const controller = new AbortController();
            come(controllers.push(controller) - 1, { ...call, signal: controller.signal });
          } else if (action.do === 'hold') gate.holdFor(action.ms);
          else if (action.do === 'pass') await vi.advanceTimersByTimeAsync(action.ms);
          else if (action.do === 'leave') {
            const here = inside.filter((id) => !left.has(id));
            const id = here[action.which % here.length];
            if (id !== undefined) left.add(id);
            if (id !== undefined) leave(id);
          } else if (controllers.length > 0) {
            const id = action.which % controllers.length;
            if (!inside.includes(id)) aborted.add(id);
            controllers[id]?.abort();
          }
          await vi.advanceTimersByTimeAsync(0);
          expect(inside.length - left.size).toBeLessThanOrEqual(slots);
        }
        await vi.advanceTimersByTimeAsync(60_000);
        while (inside.length > left.size) {
          for (const id of inside) if (!left.has(id)) leave(id);
          for (const id of inside) left.add(id);
          await vi.advanceTimersByTimeAsync(0);
        }
        expect(inside).toEqual(controllers.map((_, id) => id).filter((id) => !aborted.has(id)));
        expect(vi.getTimerCount()).toBe(0);
      },
    ),
    { numRuns: 40 },
  );
});
