import { createRequire } from 'node:module';
import { FluxKontextClient, NetworkError } from '@runapi.ai/flux-kontext';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { expect, onTestFinished, test } from 'vitest';
import { createSandbox, type SandboxOptions } from '../../src/testing/index.js';
import { callsTo, idOf, params } from './support/calls.js';

type Setup = typeof setupServer;
const instant = { pendingMs: 0, processingMs: 0 };

/** The sandbox inside a real MSW, which takes itself out again. */
function inMsw(options: SandboxOptions = instant, baseUrl?: string, setup: Setup = setupServer) {
  const sandbox = createSandbox(options);
  const server = setup(...sandbox.mswHandlers(baseUrl));
  server.listen({ onUnhandledRequest: 'error' });
  onTestFinished(() => server.close());
  return { sandbox, server };
}

const clientOf = (apiKey: string, options = {}) =>
  new FluxKontextClient({ apiKey, logLevel: 'off', ...options });
const run = { model: 'flux-kontext-pro', prompt: 'A lighthouse' } as const;

test('an app that is made as in production gets its picture from the sandbox, bytes and all', async () => {
  const { sandbox } = inMsw();
  const { images } = await clientOf(sandbox.apiKey).textToImage.run(run);
  const picture = new Uint8Array(await (await fetch(images[0].url)).arrayBuffer());

  expect(images[0].url).toMatch(/^https:\/\/runapi\.ai\/images\//);
  expect([...picture.subarray(0, 2)]).toEqual([0xff, 0xd8]);
  expect(sandbox.tasks).toHaveLength(1);
});

test("it works with MSW's CommonJS build", async () => {
  const { setupServer: setup } = createRequire(import.meta.url)('msw/node');
  const { sandbox } = inMsw(instant, undefined, setup);

  expect((await clientOf(sandbox.apiKey).textToImage.run(run)).status).toBe('completed');
});

test('under a base URL with a path, pictures included', async () => {
  const baseUrl = 'https://proxy.example.com/runapi/';
  const { sandbox } = inMsw(instant, baseUrl);
  const { images } = await clientOf(sandbox.apiKey, { baseUrl }).textToImage.run(run);

  expect(images[0].url).toMatch(/^https:\/\/proxy\.example\.com\/runapi\/images\//);
  expect((await fetch(images[0].url)).headers.get('Content-Type')).toBe('image/jpeg');
});

test('everything under the base URL is answered, so that nothing reaches the real service; the rest is not', async () => {
  const { server } = inMsw();
  server.use(http.get('https://runapi.ai.evil.example.com/*', () => new HttpResponse('elsewhere')));

  expect((await fetch('https://runapi.ai/pricing')).status).toBe(404);
  expect(await (await fetch('https://runapi.ai.evil.example.com/api')).text()).toBe('elsewhere');
});

test("handlers of the test's own go before it, and are gone after resetHandlers", async () => {
  const { sandbox, server } = inMsw();
  server.use(http.post('*/text_to_image', () => HttpResponse.json({ error: 'mine' }, { status: 418 })));
  const { create } = callsTo({ url: 'https://runapi.ai', apiKey: sandbox.apiKey, fetch });
  expect((await create()).status).toBe(418);
  server.resetHandlers();

  expect((await create()).status).toBe(202);
});

test("MSW's events see the request with its body, and the answer", async () => {
  const { sandbox, server } = inMsw();
  const seen: unknown[] = [];
  server.events.on('request:match', ({ request }) => void seen.push(request.method));
  server.events.on('response:mocked', async ({ request, response }) => {
    seen.push(await request.clone().json(), response.status);
  });
  const { create } = callsTo({ url: 'https://runapi.ai', apiKey: sandbox.apiKey, fetch });
  await create();

  await expect.poll(() => seen).toEqual(['POST', params, 202]);
});

test('a network fault is what fetch rejects with, and the SDK gets over it', async () => {
  const { sandbox } = inMsw();
  sandbox.fail({ status: 'network', times: 2 });
  const once = clientOf(sandbox.apiKey, { maxRetries: 0 });
  await expect(once.textToImage.create(run)).rejects.toBeInstanceOf(NetworkError);

  const { id } = await clientOf(sandbox.apiKey, { retryBaseDelayMs: 1 }).textToImage.create(run);
  expect(sandbox.tasks.map((task) => task.id)).toEqual([id]);
});

test('an edit of a picture of its own needs no network', async () => {
  const { sandbox } = inMsw();
  const { create, get } = callsTo({ url: 'https://runapi.ai', apiKey: sandbox.apiKey, fetch });
  const id = await idOf(create());
  const [url] = (await (await get(id)).json()).images.map((image: { url: string }) => image.url);
  await create({ ...params, input_image: url });

  await sandbox.waitFor(() => sandbox.tasks.every(({ status }) => status === 'completed'));
});

test.each(['runapi.ai', '/api', 'ftp://runapi.ai', 'https://runapi.ai/?a=1'])(
  'a base URL that no client can have is refused: %s',
  (baseUrl) => {
    expect(() => createSandbox().mswHandlers(baseUrl)).toThrow(baseUrl);
  },
);
