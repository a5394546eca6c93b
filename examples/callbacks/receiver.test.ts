// What the tests of your own receiver can look like. docs/callbacks.md shows parts of this.
import { FluxKontextClient } from '@runapi.ai/flux-kontext';
import { createCallbackHandler } from '@runapi.ai/flux-kontext/callbacks';
import { createSandbox, signCallback } from '@runapi.ai/flux-kontext/testing';
import { expect, test, vi } from 'vitest';

test('a picture is stored once, whatever happens to its callback on the way', async () => {
  const sandbox = createSandbox({
    clock: 'manual',
    fetch: (url, init) => receiveCallback(new Request(url, init)), // calls the handler itself: no server, no port
  });
  const store = vi.fn();
  const receiveCallback = createCallbackHandler({
    secret: sandbox.callbackSecret,
    onCompleted: ({ task }) => store(task.images[0].url),
  });
  const client = new FluxKontextClient(sandbox.clientOptions);

  await client.textToImage.create({
    model: 'flux-kontext-pro',
    prompt: 'A lighthouse',
    callback_url: 'https://your.app/webhooks/runapi/flux-kontext',
  });
  sandbox.fail({ callback: 'late' });
  sandbox.fail({ callback: 'bad signature' });
  sandbox.fail({ callback: 'duplicate' });
  await sandbox.advance(60_000); // the task, its callback, and the repeats

  expect(store).toHaveBeenCalledOnce();
  expect(sandbox.callbacks.map(({ status }) => status).slice(0, 2)).toEqual([401, 401]);
});

test('only RunAPI is believed', async () => {
  const secret = 'c2VjcmV0LWtleS1mb3ItdGVzdHM=';
  const onFailed = vi.fn();
  const logger = { warn: vi.fn(), error: vi.fn() };
  const receiveCallback = createCallbackHandler({ secret, onCompleted: vi.fn(), onFailed, logger });
  const body = JSON.stringify({ id: 'task_1', status: 'failed', error: 'nsfw' });
  const callback = (headers: Record<string, string>) =>
    new Request('https://your.app/webhooks/runapi/flux-kontext', { method: 'POST', body, headers });

  const forged = await receiveCallback(callback(signCallback({ body, secret: btoa('a guess') })));
  expect([forged.status, onFailed.mock.calls.length]).toEqual([401, 0]);

  const signed = await receiveCallback(callback(signCallback({ body, secret })));
  expect([signed.status, onFailed.mock.calls.length]).toEqual([200, 1]);
});
