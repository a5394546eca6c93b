import {
  FluxKontextClient,
  RateLimitError,
  TaskFailedError,
  TaskTimeoutError,
} from '@runapi.ai/flux-kontext';
import { createSandbox } from '@runapi.ai/flux-kontext/testing';
import { setupServer } from 'msw/node';
import { afterEach, expect, test, vi } from 'vitest';

const params = { model: 'flux-kontext-pro', prompt: 'A lighthouse' } as const;

afterEach(() => {
  vi.useRealTimers();
});

test('a passing fault is retried, and no second task is paid for', async () => {
  const sandbox = createSandbox();
  const client = new FluxKontextClient({ ...sandbox.clientOptions, retryBaseDelayMs: 1 });
  sandbox.fail({ status: 503, times: 2, on: 'create' });
  await client.textToImage.create(params);

  expect(sandbox.requests).toHaveLength(3);
  expect(sandbox.tasks).toHaveLength(1);
  sandbox.assertDone();
});

test('an answer that was lost after the work was done', async () => {
  const sandbox = createSandbox();
  const client = new FluxKontextClient({ ...sandbox.clientOptions, retryBaseDelayMs: 1 });
  sandbox.fail({ status: 'network', processed: true, on: 'create' });
  const { id } = await client.textToImage.create(params);

  expect(sandbox.tasks.map((task) => task.id)).toEqual([id]);
});

test('a time-out after 15 minutes, with fake timers', async () => {
  vi.useFakeTimers();
  const sandbox = createSandbox(); // its clock is Date and setTimeout, so it goes with them
  const client = new FluxKontextClient(sandbox.clientOptions);
  const ended = client.textToImage.run({ ...params, prompt: '[slow:20m]' }).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(15 * 60_000);

  expect(await ended).toBeInstanceOf(TaskTimeoutError);
});

test('a time-out without fake timers: a clock that nobody moves, and a short wait', async () => {
  const sandbox = createSandbox({ clock: 'manual' });
  const client = new FluxKontextClient(sandbox.clientOptions);

  await expect(client.textToImage.run(params, { maxWaitMs: 20, pollIntervalMs: 5 })).rejects.toThrow(
    TaskTimeoutError,
  );
});

test('a picture that takes its time, without waiting for it', async () => {
  const sandbox = createSandbox({ clock: 'manual' });
  const client = new FluxKontextClient(sandbox.clientOptions);
  const picture = client.textToImage.run(params, { pollIntervalMs: 1 });
  await sandbox.waitFor(() => sandbox.tasks[0]);
  await sandbox.advance(60_000);

  expect((await picture).images[0].url).toContain('/images/');
});

test('a task that is ended by hand', async () => {
  const sandbox = createSandbox({ clock: 'manual' });
  const client = new FluxKontextClient(sandbox.clientOptions);
  const { id } = await client.textToImage.create(params);
  sandbox.failTask(id, 'content policy');

  await expect(client.textToImage.wait(id)).rejects.toBeInstanceOf(TaskFailedError);
});

test('a rate limit', async () => {
  const sandbox = createSandbox({ rateLimit: { requests: 1, perMs: 60_000 } });
  const client = new FluxKontextClient({ ...sandbox.clientOptions, maxRetries: 0 });
  await client.textToImage.create(params);

  await expect(client.textToImage.create(params)).rejects.toBeInstanceOf(RateLimitError);
});

test('an app that makes its own client, with MSW', async () => {
  const sandbox = createSandbox({ pendingMs: 0, processingMs: 0 });
  const server = setupServer(...sandbox.mswHandlers()); // answers for https://runapi.ai
  server.listen();
  const client = new FluxKontextClient({ apiKey: sandbox.apiKey });
  const { images } = await client.textToImage.run(params);
  const picture = await fetch(images[0].url);
  server.close();

  expect(picture.headers.get('Content-Type')).toBe('image/jpeg');
});
