import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { launchChromium } from '../support/chromium.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A page whose service worker is MSW's own, and in which an app makes its client as it would without a sandbox. */
const PROGRAM = `
  import { FluxKontextClient } from '@runapi.ai/flux-kontext';
  import { createSandbox } from '@runapi.ai/flux-kontext/testing';
  import { setupWorker } from 'msw/browser';

  globalThis.makePicture = async () => {
    const sandbox = createSandbox({ pendingMs: 0, processingMs: 0 });
    const worker = setupWorker(...sandbox.mswHandlers());
    await worker.start({ quiet: true, onUnhandledRequest: 'bypass' });
    const client = new FluxKontextClient({ apiKey: sandbox.apiKey, dangerouslyAllowBrowser: true });
    const { images } = await client.textToImage.run({ model: 'flux-kontext-pro', prompt: 'A fox' }, { pollIntervalMs: 10 });
    const bytes = await (await fetch(images[0].url)).blob();
    sandbox.fail({ status: 'network', on: 'create' });
    const error = await client.textToImage.create({ model: 'flux-kontext-pro', prompt: 'A fox' }, { maxRetries: 0 }).catch((e) => e.name);
    return { url: images[0].url, type: bytes.type, tasks: sandbox.tasks.length, error };
  };`;

test("in a browser's service worker an app gets its pictures from the sandbox", async () => {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: ROOT },
    bundle: true,
    format: 'iife',
    platform: 'browser',
    external: ['node:*'],
    write: false,
    logLevel: 'silent',
    tsconfigRaw: {},
  });
  const files: Record<string, string> = {
    '/program.js': outputFiles[0]?.text ?? '',
    '/mockServiceWorker.js': readFileSync(`${ROOT}node_modules/msw/lib/mockServiceWorker.js`, 'utf8'),
  };
  const server = createServer(({ url = '' }, response) => {
    const script = files[url];
    response.writeHead(200, { 'Content-Type': script ? 'text/javascript' : 'text/html' });
    response.end(script ?? '<!doctype html><script src="/program.js"></script>');
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);

  expect(await page.evaluate(() => Reflect.get(globalThis, 'makePicture')())).toEqual({
    url: expect.stringMatching(/^https:\/\/runapi\.ai\/images\//),
    type: 'image/jpeg',
    tasks: 1,
    error: 'NetworkError',
  });
}, 120_000);
