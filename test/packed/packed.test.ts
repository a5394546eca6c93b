import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installPacked, run, typeCheck } from './install.js';
import { README_GLOBALS, readmeBlocks } from './readme-blocks.js';

let user: string;
beforeAll(() => {
  user = installPacked();
}, 60_000);
afterAll(() => rmSync(user, { recursive: true }));

const installed = (path: string) => join(user, 'node_modules/@runapi.ai', path);

it('installs nothing but itself and core', () => {
  expect(readdirSync(join(user, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    '@runapi.ai',
  ]);
  expect(readdirSync(installed('.')).sort()).toEqual(['core', 'flux-kontext']);
});

it('runs as ESM and as CommonJS, and instanceof holds between the two', () => {
  const names = [
    '@runapi.ai/flux-kontext',
    '@runapi.ai/flux-kontext/ai-sdk',
    '@runapi.ai/flux-kontext/callbacks',
    '@runapi.ai/flux-kontext/node',
    '@runapi.ai/flux-kontext/testing',
    '@runapi.ai/core',
    '@runapi.ai/core/errors',
    '@runapi.ai/core/callbacks',
  ];
  const script = `
    import { createRequire } from 'node:module';
    const require = createRequire(import.meta.url);
    for (const name of ${JSON.stringify(names)}) {
      const esm = Object.keys(await import(name)).sort(), cjs = Object.keys(require(name)).sort();
      if (esm.length === 0 || esm.join() !== cjs.join()) throw new Error(name + ': ' + esm + ' | ' + cjs);
    }
    const esm = await import('@runapi.ai/flux-kontext'), cjs = require('@runapi.ai/flux-kontext');
    if (esm.RunApiError === cjs.RunApiError) throw new Error('one copy: nothing was tested');
    const error = new cjs.ValidationError('x');
    console.log(error instanceof esm.ValidationError, error instanceof esm.RunApiError, error instanceof esm.NetworkError);`;
  writeFileSync(join(user, 'both.mjs'), script);
  expect(run(process.execPath, ['both.mjs'], user).trim()).toBe('true true false');
});

it('makes a picture from the installed packages alone', () => {
  const script = `
    import { FluxKontextClient } from '@runapi.ai/flux-kontext';
    import { createSandbox } from '@runapi.ai/flux-kontext/testing';
    const sandbox = createSandbox();
    const server = await sandbox.listen();
    const client = new FluxKontextClient({ apiKey: sandbox.apiKey, baseUrl: server.url });
    const { images } = await client.textToImage.run({ model: 'flux-kontext-pro', prompt: 'A fox' }, { pollIntervalMs: 100 });
    const bytes = new Uint8Array(await (await fetch(images[0].url)).arrayBuffer());
    console.log(bytes[0], bytes[1], sandbox.tasks.length);
    await server.close();`;
  writeFileSync(join(user, 'picture.mjs'), script);
  expect(run(process.execPath, ['picture.mjs'], user).trim()).toBe('255 216 1'); // a JPEG begins so, and ended by itself
});

const BRIEF = fileURLToPath(new URL('brief-samples.ts', import.meta.url));

it.each([
  ['a bundler', 'sample.ts', { module: 'ESNext', moduleResolution: 'bundler' }],
  ['nodenext, ESM', 'sample.mts', { module: 'NodeNext', moduleResolution: 'NodeNext' }],
  ['node16, CommonJS', 'sample.cts', { module: 'Node16', moduleResolution: 'Node16' }],
  ['the old node10 resolution', 'sample.ts', { module: 'CommonJS', moduleResolution: 'node10' }],
])(
  "type-checks the brief's samples for %s",
  (_, file, options) => {
    const folder = join(user, `types-${options.moduleResolution}`);
    mkdirSync(folder);
    cpSync(BRIEF, join(folder, file));
    expect(typeCheck(folder, options)).toBe('');
  },
  60_000,
);

it('type-checks every block of the README', () => {
  const folder = join(user, 'readme');
  mkdirSync(folder);
  writeFileSync(join(folder, 'globals.d.ts'), README_GLOBALS);
  const blocks = readmeBlocks();
  expect(blocks.length).toBeGreaterThan(8);
  for (const { at, code } of blocks) writeFileSync(join(folder, `${at}.ts`), `${code}\nexport {};\n`);
  // The optional peer, whose own declarations are not ours to check.
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(
    fileURLToPath(new URL('../../node_modules/ai', import.meta.url)),
    join(folder, 'node_modules/ai'),
  );
  const options = { module: 'ESNext', moduleResolution: 'bundler', skipLibCheck: true };
  expect(typeCheck(folder, options)).toBe('');
}, 60_000);

it('lets a debugger land in readable sources: every source map holds them', () => {
  for (const name of ['core', 'flux-kontext']) {
    const dist = installed(`${name}/dist`);
    const maps = readdirSync(dist).filter((file) => file.endsWith('.map'));
    expect(maps.length).toBeGreaterThan(0);
    for (const map of maps) {
      const { sources, sourcesContent } = JSON.parse(readFileSync(join(dist, map), 'utf8'));
      expect(sourcesContent?.length, map).toBe(sources.length);
      expect(
        sourcesContent.every((content: unknown) => typeof content === 'string'),
        map,
      ).toBe(true);
    }
  }
});
