import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FluxKontextClient, TaskTimeoutError } from '@runapi.ai/flux-kontext';
import { createSandbox } from '@runapi.ai/flux-kontext/testing';

const params = { model: 'flux-kontext-pro', prompt: 'A lighthouse' };

test('the picture comes', async () => {
  const sandbox = createSandbox({ clock: 'manual' });
  const client = new FluxKontextClient(sandbox.clientOptions);
  const picture = client.textToImage.run(params, { pollIntervalMs: 1 });
  await sandbox.waitFor(() => sandbox.tasks[0]);
  await sandbox.advance(2_000);

  assert.match((await picture).images[0].url, /\/images\//);
});

test('a time-out', async () => {
  const sandbox = createSandbox({ clock: 'manual' }); // stands still
  const client = new FluxKontextClient(sandbox.clientOptions);

  await assert.rejects(
    client.textToImage.run(params, { maxWaitMs: 20, pollIntervalMs: 5 }),
    TaskTimeoutError,
  );
});
