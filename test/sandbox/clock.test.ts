import { createServer } from 'node:http';
import { FluxKontextClient, TaskTimeoutError } from '@runapi.ai/flux-kontext';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { createSandbox } from '../../src/testing/index.js';
import { bodyOf, idOf, inProcess, params } from './support/calls.js';
import { receiver } from './support/receiver.js';

afterEach(() => {
  vi.useRealTimers();
});

const manual = { clock: 'manual' } as const;
const DAY_MS = 24 * 60 * 60 * 1_000;
const run = { model: 'flux-kontext-pro', prompt: 'A lighthouse' } as const;

test('a manual clock stands still until it is moved, and the tasks with it', async () => {
  const { sandbox, create, get } = inProcess(manual);
  const id = await idOf(create());
  const before = sandbox.clock.now();
  const statusAfter = async (ms: number) => {
    await sandbox.advance(ms);
    return (await bodyOf(get(id))).status;
  };

  expect(await statusAfter(299)).toBe('pending');
  expect(await statusAfter(1)).toBe('processing');
  expect(await statusAfter(1_199)).toBe('processing');
  expect(await statusAfter(1)).toBe('completed');
  expect(sandbox.clock).toMatchObject({ kind: 'manual' });
  expect(sandbox.clock.now() - before).toBe(1_500);
});

test('advance resolves when the callbacks that came due are delivered, their repeats included', async () => {
  const { received, fetch } = receiver(500, 200);
  const { sandbox, create } = inProcess({ ...manual, fetch });
  const start = sandbox.clock.now();
  await create({ ...params, callback_url: 'https://your.app/hook' });
  await sandbox.advance(60_000);

  expect(sandbox.callbacks.map(({ status }) => status)).toEqual([500, 200]);
  expect(sandbox.callbacks.map(({ sentAt }) => sentAt.getTime() - start)).toEqual([1_500, 2_500]);
  expect(received).toHaveLength(2);
});

test('the clock does not run on while a receiver over HTTP is answering', async () => {
  const server = createServer((_, outgoing) => setTimeout(() => outgoing.end(), 50));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const { sandbox, create } = inProcess(manual);
  await create({ ...params, callback_url: `http://127.0.0.1:${port}/hook` });
  await sandbox.advance(DAY_MS);

  expect(sandbox.callbacks.map(({ status, error }) => error ?? status)).toEqual([200]);
});

test('a receiver that never answers is given up by the manual clock, too', async () => {
  const { sandbox, create } = inProcess({
    ...manual,
    fetch: receiver('hangs').fetch,
    callbackRetryDelaysMs: [],
  });
  await create({ ...params, callback_url: 'https://your.app/hook' });
  await sandbox.advance(60_000);

  expect(sandbox.callbacks).toMatchObject([{ error: 'no answer within 10 s' }]);
});

test('a picture ends after 7 days of the manual clock', async () => {
  const { sandbox, create, get } = inProcess(manual);
  const id = await idOf(create());
  await sandbox.advance(1_500);
  const url = (await bodyOf(get(id))).images[0].url;
  await sandbox.advance(7 * DAY_MS - 1);
  expect((await sandbox.fetch(url)).status).toBe(200);
  await sandbox.advance(1);

  expect((await sandbox.fetch(url)).status).toBe(410);
});

test('moves that are asked for together happen one after the other', async () => {
  const { sandbox } = inProcess(manual);
  const before = sandbox.clock.now();
  await Promise.all([sandbox.advance(1_000), sandbox.advance(500)]);

  expect(sandbox.clock.now() - before).toBe(1_500);
});

test("the SDK's own wait goes with the manual clock, when it polls often", async () => {
  const sandbox = createSandbox(manual);
  const client = new FluxKontextClient(sandbox.clientOptions);
  const picture = client.textToImage.run(run, { pollIntervalMs: 1 });
  await sandbox.waitFor(() => sandbox.tasks.length === 1);
  await sandbox.advance(60_000);

  expect((await picture).status).toBe('completed');
});

test('a clock that is never moved is a task that never ends: the time-out comes as early as one likes', async () => {
  const sandbox = createSandbox(manual);
  const client = new FluxKontextClient(sandbox.clientOptions);

  await expect(client.textToImage.run(run, { maxWaitMs: 20, pollIntervalMs: 5 })).rejects.toBeInstanceOf(
    TaskTimeoutError,
  );
});

test.each(['real', 'manual'] as const)(
  'under fake timers 15 minutes of polling pass at once, with a %s clock',
  async (clock) => {
    vi.useFakeTimers();
    const sandbox = createSandbox({ clock });
    const client = new FluxKontextClient(sandbox.clientOptions);
    const ended = client.textToImage.run({ ...run, prompt: '[slow:20m]' }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(900_000);
    if (clock === 'manual') await sandbox.advance(900_000);

    expect(await ended).toBeInstanceOf(TaskTimeoutError);
    expect(sandbox.requests.length).toBeGreaterThan(400);
  },
);

test('a real clock can not be advanced, and no clock goes back', async () => {
  const real = createSandbox();

  await expect(real.advance(1)).rejects.toThrow("clock: 'manual'");
  await expect(createSandbox(manual).advance(-1)).rejects.toThrow(RangeError);
  await expect(createSandbox(manual).advance(Number.NaN)).rejects.toThrow(RangeError);
});
