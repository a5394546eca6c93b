import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { installPacked } from './install.js';

let user: string;
let browser: Browser;
let server: Server;
let page: Page;

/** What can be tried out in a page and in its workers alike; each gives what JSON can carry. */
const PROGRAM = `
  import * as sdk from '@runapi.ai/flux-kontext';
  import { createSandbox } from '@runapi.ai/flux-kontext/testing';

  const trials = {
    construct: (options) => {
      try { new sdk.FluxKontextClient(options); return 'made'; }
      catch (error) { return { name: error.name, path: error.issues?.[0].path, message: error.message, ours: error instanceof sdk.ValidationError }; }
    },
    check: (params) => sdk.textToImageParamsSchema['~standard'].validate(params),
    verify: (input) => sdk.verifyCallback({ ...input, now: () => input.now }).payload,
    run: async (params) => {
      const sandbox = createSandbox({ pendingMs: 0, processingMs: 10 });
      const client = new sdk.FluxKontextClient(sandbox.clientOptions);
      const { status, images } = await client.textToImage.run(params, { pollIntervalMs: 20 });
      const { type } = await (await sandbox.fetch(images[0].url)).blob();
      return { status, type };
    },
    listen: () => createSandbox().listen().then(() => 'listens', ({ message }) => message),
  };
  globalThis.attempt = async (name, argument) => trials[name](argument);
  if (typeof document === 'undefined') {
    self.addEventListener('message', async (event) => {
      const port = event.ports[0];
      port.postMessage(await attempt(...event.data));
    });
  }`;

beforeAll(async () => {
  user = installPacked();
  const { outputFiles, warnings } = await build({
    stdin: { contents: PROGRAM, resolveDir: user },
    bundle: true,
    format: 'iife',
    platform: 'browser',
    write: false,
    tsconfigRaw: {},
  });
  expect(warnings).toEqual([]);
  const script = outputFiles[0]?.text ?? '';
  server = createServer(({ url }, response) => {
    const isScript = url === '/program.js';
    response.writeHead(200, { 'Content-Type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? script : '<!doctype html><script src="/program.js"></script>');
  }).listen(0, '127.0.0.1');
  browser = await launchChromium();
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}, 240_000);

afterAll(async () => {
  await browser?.close();
  server?.close();
  rmSync(user, { recursive: true });
});

const inPage = (name: string, argument: unknown) =>
  page.evaluate(([name, argument]) => Reflect.get(globalThis, 'attempt')(name, argument), [name, argument]);

const inWorker = (kind: 'worker' | 'service worker', name: string, argument: unknown) =>
  page.evaluate(
    async ([kind, ...message]) => {
      const worker =
        kind === 'worker'
          ? new Worker('/program.js')
          : await navigator.serviceWorker
              .register('/program.js')
              .then(({ active, waiting, installing }) => active ?? waiting ?? installing);
      const { port1, port2 } = new MessageChannel();
      const answered = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
      worker?.postMessage(message, [port2]);
      return answered;
    },
    [kind, name, argument],
  );

const REFUSED = {
  name: 'ValidationError',
  path: 'dangerouslyAllowBrowser',
  message: expect.stringContaining('everybody can read the API key'),
  ours: true,
};
const KEY = { apiKey: 'runapi_live_9fK2xQ7mZt4Lw8Rb1Vc6Ny3H' };

test('a page, its workers and its service worker are refused a client with a key', async () => {
  expect(await inPage('construct', KEY)).toEqual(REFUSED);
  expect(await inWorker('worker', 'construct', KEY)).toEqual(REFUSED);
  expect(await inWorker('service worker', 'construct', KEY)).toEqual(REFUSED);
});

test('whoever means it can have one', async () => {
  const allowed = { ...KEY, dangerouslyAllowBrowser: true };
  expect(await inPage('construct', allowed)).toBe('made');
  expect(await inWorker('worker', 'construct', allowed)).toBe('made');
});

test('a form in a page can check its fields with the schema', async () => {
  const good = { model: 'flux-kontext-pro', prompt: 'A fox' };
  expect(await inPage('check', good)).toEqual({ value: good });
  expect(await inPage('check', { ...good, aspect_ratio: '5:4' })).toEqual({
    issues: [{ path: ['aspect_ratio'], message: expect.stringContaining('16:9') }],
  });
});

test("verifyCallback in a page agrees with the wire's vector", async () => {
  const vector = {
    secret: 'c2VjcmV0LWtleS1mb3ItdGVzdHM=',
    now: 1767225600_000,
    body: '{"id":"task_1","status":"failed","error":"nsfw"}',
    headers: {
      'X-Callback-Id': '7f3c1b1e-5d1a-4d3e-9a53-0d8f5d2b6c10',
      'X-Callback-Timestamp': '1767225600',
      'X-Callback-Signature': 'qQh08IeWF5V9FcBpxIMcgI2v7779OWPtPIEkrJECHEA=',
    },
  };
  expect(await inPage('verify', vector)).toMatchObject({ error: 'nsfw' });
});

test('the sandbox draws in a page', async () => {
  const params = { model: 'flux-kontext-pro', prompt: 'A fox', output_format: 'png' };
  expect(await inPage('run', params)).toEqual({ status: 'completed', type: 'image/png' });
});

test('in a page the sandbox does not listen, and says what to do in its place', async () => {
  expect(await inPage('listen', {})).toMatch(/listen needs Node, Bun or Deno.*sandbox\.fetch/);
});
