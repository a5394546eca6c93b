import { FluxKontextClient, InsufficientCreditsError } from '@runapi.ai/flux-kontext';
import { createSandbox, type SandboxOptions } from '@runapi.ai/flux-kontext/testing';
import { expect, test } from 'vitest';
import { createApp } from './app.js';

/** The app, as it is, in front of a RunAPI that runs in this test. Its callbacks go straight to the app. */
function start(options: SandboxOptions = {}) {
  const sandbox = createSandbox({
    clock: 'manual',
    fetch: (input, init) => app.receiveCallback(new Request(input, init)),
    ...options,
  });
  const app = createApp({
    client: new FluxKontextClient(sandbox.clientOptions),
    callbackSecret: sandbox.callbackSecret,
    publicUrl: 'https://shop.example.com',
  });
  return { sandbox, app };
}

test('the picture comes', async () => {
  const { sandbox, app } = start();
  const id = await app.order('order-1', 'A lighthouse');
  expect(app.pictures.has(id)).toBe(false);
  await sandbox.advance(2_000);

  const picture = await sandbox.fetch(app.pictures.get(id) ?? '');
  expect(picture.headers.get('Content-Type')).toBe('image/jpeg');
});

test('an order that is sent twice is one task', async () => {
  const { sandbox, app } = start();
  await app.order('order-1', 'A lighthouse');
  await app.order('order-1', 'A lighthouse');

  expect(sandbox.tasks).toHaveLength(1);
});

test('a declined prompt ends with an apology', async () => {
  const { sandbox, app } = start();
  const id = await app.order('order-1', 'A lighthouse [fail:content policy]');
  await sandbox.advance(2_000);

  expect(app.apologies.get(id)).toBe('content policy');
});

test('the credits run out', async () => {
  const { app } = start({ balanceCents: 4 }); // enough for one
  await app.order('order-1', 'A lighthouse');

  await expect(app.order('order-2', 'Another')).rejects.toBeInstanceOf(InsufficientCreditsError);
});

test('a callback that comes twice, at the same moment, is handled once', async () => {
  const { sandbox, app } = start();
  sandbox.fail({ callback: 'duplicate' });
  const id = await app.order('order-1', 'A lighthouse');
  await sandbox.advance(60_000);

  expect(app.pictures.size).toBe(1);
  expect(sandbox.callbacks.filter(({ taskId }) => taskId === id).length).toBeGreaterThan(1);
  sandbox.assertDone();
});

test('a forged callback changes nothing', async () => {
  const { sandbox, app } = start({ callbackRetryDelaysMs: [] });
  sandbox.fail({ callback: 'bad signature' });
  await app.order('order-1', 'A lighthouse');
  await sandbox.advance(60_000);

  expect(sandbox.callbacks).toMatchObject([{ status: 401 }]);
  expect(app.pictures.size).toBe(0);
});
