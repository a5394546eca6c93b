import { FluxKontextClient, ValidationError } from '@runapi.ai/flux-kontext';
import { createSandbox } from '@runapi.ai/flux-kontext/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { clientWith, KEY, params } from './support/clients.js';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

/** What the runtimes say of themselves, copied from each. */
const AGENTS = {
  chromium:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36',
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  electron:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) app/1.0.0 Chrome/138.0.0.0 Electron/37.2.0 Safari/537.36',
  jsdom: 'Mozilla/5.0 (linux) AppleWebKit/537.36 (KHTML, like Gecko) jsdom/26.1.0',
  happyDom: 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) HappyDOM/20.0.0',
};

function refusal(options = {}): unknown {
  try {
    new FluxKontextClient({ apiKey: KEY, ...options });
    return undefined;
  } catch (error) {
    return error;
  }
}

test.each<[string, Record<string, unknown>]>([
  ['a page', { window: {}, document: {}, navigator: { userAgent: AGENTS.chromium } }],
  ['a page in an app that names itself', { document: {}, navigator: { userAgent: 'ShopApp/3.1' } }],
  ['a page that hides the name of its browser', { document: {}, navigator: undefined }],
  ["a page's worker", { document: undefined, navigator: { userAgent: AGENTS.firefox } }],
  ['a window of Electron, with Node or without', { document: {}, navigator: { userAgent: AGENTS.electron } }],
])('in %s a client is refused, with why and what to do instead', (_, globals) => {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  const error = refusal();

  if (!(error instanceof ValidationError)) throw error;
  expect(error.issues).toEqual([
    { path: 'dangerouslyAllowBrowser', message: expect.stringMatching(/everybody can read.*on your server/) },
  ]);
  expect(String(error)).not.toContain(KEY);
  expect(refusal({ dangerouslyAllowBrowser: true })).toBeUndefined();
});

test('without a key a page is told of the browser, and not to bring a key', () => {
  vi.stubGlobal('document', {});
  vi.stubEnv('RUNAPI_API_KEY', undefined);
  expect(refusal({ apiKey: undefined })).toBeInstanceOf(ValidationError);
});

test.each([['yes'], [1], [false], [null]])('only `true` allows a browser, and %j does not', (value) => {
  vi.stubGlobal('document', {});
  expect(refusal({ dangerouslyAllowBrowser: value })).toBeInstanceOf(ValidationError);
});

test.each<[string, Record<string, unknown>]>([
  ['jsdom', { document: {}, navigator: { userAgent: AGENTS.jsdom } }],
  ['happy-dom', { document: {}, navigator: { userAgent: AGENTS.happyDom } }],
  ['Node 22', { navigator: { userAgent: 'Node.js/22' } }],
  ['Bun', { navigator: { userAgent: 'Bun/1.4.5' } }],
  ['Deno, which once had a window', { window: globalThis, navigator: { userAgent: 'Deno/2.9.6' } }],
  ['Cloudflare Workers', { navigator: { userAgent: 'Cloudflare-Workers' } }],
  ["Vercel's edge", { navigator: { userAgent: 'Edge-Runtime' }, EdgeRuntime: 'vercel' }],
  ['a runtime without a navigator', { navigator: undefined }],
])('no browser, and nothing to allow: %s', (_, globals) => {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  expect(refusal()).toBeUndefined();
});

test('a client of the sandbox may be made anywhere: its key opens nothing', async () => {
  vi.stubGlobal('document', {});
  const sandbox = createSandbox({ pendingMs: 0, processingMs: 0 });
  const { textToImage } = clientWith(sandbox.clientOptions);
  expect(await textToImage.run(params, { pollIntervalMs: 1 })).toMatchObject({ status: 'completed' });
});
