import { afterEach, expect, test, vi } from 'vitest';
import { inProcess, params } from './support/calls.js';

afterEach(() => {
  vi.useRealTimers();
});

test('waitFor gives what the predicate found, as soon as it is there', async () => {
  const { sandbox, create } = inProcess({ pendingMs: 5, processingMs: 5 });
  const completed = sandbox.waitFor(() => sandbox.tasks.find(({ status }) => status === 'completed'));
  await create();

  expect(await completed).toMatchObject({ params, status: 'completed' });
  expect(await sandbox.waitFor(() => sandbox.tasks.length)).toBe(1);
});

test('waitFor that waits in vain says what the sandbox has seen, also under fake timers', async () => {
  vi.useFakeTimers();
  const { sandbox, create } = inProcess();
  await create();

  await expect(sandbox.waitFor(() => sandbox.callbacks[0], { timeoutMs: 20 })).rejects.toThrow(
    /nothing matched within 20 ms\. Tasks: task_\w+ pending\. Requests: 1\. Callbacks: none\./,
  );
  expect(vi.getTimerCount()).toBe(0);
});

test('what the predicate throws ends the wait, and an async one is refused: it would always hold', async () => {
  const { sandbox } = inProcess();
  const broken = () => {
    throw new Error('broken');
  };

  await expect(sandbox.waitFor(broken)).rejects.toThrow('broken');
  await expect(sandbox.waitFor(async () => false)).rejects.toThrow('must not be async');
});

test('assertDone names the faults that nobody met, and how often', async () => {
  const { sandbox, create } = inProcess();
  sandbox.assertDone();
  sandbox.fail({ status: 503, times: 3 });
  sandbox.fail({ callback: 'late' });
  await create();

  expect(() => sandbox.assertDone()).toThrow(
    '2 of 3: {"status":503,"times":3}\n  1 of 1: {"callback":"late"}',
  );
  await create();
  await create();
  expect(() => sandbox.assertDone()).toThrow('late');
  sandbox.reset();
  sandbox.assertDone();
});

test.each<[string, unknown[], RegExp]>([
  ['without a predicate', [], /predicate must be a function/],
  ['with a misspelt option', [() => true, { timeout: 50 }], /timeout: .*did you mean timeoutMs/],
  ['with a number in the place of options', [() => true, 50], /takes an object of options, not 50/],
  ['without an end', [() => true, { timeoutMs: Number.POSITIVE_INFINITY }], /timeoutMs must be milliseconds/],
  ['with a time that is none', [() => true, { timeoutMs: Number.NaN }], /timeoutMs must be milliseconds/],
])('called %s it says what it takes', async (_, args, message) => {
  const { sandbox } = inProcess();
  await expect(Reflect.apply(sandbox.waitFor, undefined, args)).rejects.toThrow(message);
});
