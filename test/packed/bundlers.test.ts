import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundlers, type Platform } from './bundlers.js';
import { installPacked, run } from './install.js';

type Name = keyof typeof bundlers;

let user: string;
beforeAll(() => {
  user = installPacked();
}, 60_000);
afterAll(() => rmSync(user, { recursive: true }));

let count = 0;
function bundle(name: Name, platform: Platform, program: string) {
  const entry = join(user, `program-${count++}.mjs`);
  writeFileSync(entry, program);
  return bundlers[name](entry, platform);
}

const EVERYTHING = `
  export * as sdk from '@runapi.ai/flux-kontext';
  export * as callbacks from '@runapi.ai/flux-kontext/callbacks';`;

const SANDBOX = `export { createSandbox } from '@runapi.ai/flux-kontext/testing';`;

/** Where there is no \`process.getBuiltinModule\`, as before Node 20.16, crypto comes in another way. */
const ERRORS_AND_CALLBACKS = `
  import { AbortError, RunApiError } from '@runapi.ai/flux-kontext';
  import { signCallback, verifyCallback } from '@runapi.ai/flux-kontext/callbacks';
  process.getBuiltinModule = undefined;
  const [body, secret] = ['{"fine":true}', btoa('0123456789abcdef0123456789abcdef')];
  const headers = signCallback({ body, secret });
  console.log(new AbortError('x') instanceof RunApiError, JSON.stringify(verifyCallback({ body, headers, secret }).payload));`;

for (const name of Object.keys(bundlers) as Name[]) {
  for (const platform of ['browser', 'node'] as const) {
    test(`${name} builds the entries for ${platform} without a warning, and without the sandbox`, async () => {
      const { modules, warnings } = await bundle(name, platform, EVERYTHING);
      expect(warnings).toEqual([]);
      expect(modules).toEqual([
        'core/dist/callbacks.js',
        `core/dist/crypto.${platform}.js`,
        'core/dist/index.js',
        'flux-kontext/dist/callbacks.js',
        'flux-kontext/dist/index.js',
      ]);
    }, 60_000);
  }

  test(`${name} builds the sandbox for a browser without a warning`, async () => {
    const { code, warnings } = await bundle(name, 'browser', SANDBOX);
    // Webpack finds it too large for a page, and it is for tests.
    expect(warnings.filter((warning) => !warning.includes('size limit'))).toEqual([]);
    expect(code).not.toMatch(/from ?["'](node:)?http["']|import\(["'](node:)?http["']\)/);
  }, 60_000);

  test(`${name} leaves out of a program for Node what it does not use, and what is left works`, async () => {
    const { code, warnings } = await bundle(name, 'node', ERRORS_AND_CALLBACKS);
    expect(warnings).toEqual([]);
    expect(code).toContain('AbortError');
    expect(code).not.toMatch(/text_to_image|flux-kontext-pro|maxConcurrentRequests|in_progress/);
    const file = join(user, `${name}-made.mjs`);
    writeFileSync(file, code);
    expect(run(process.execPath, [file], user)).toBe('true {"fine":true}\n');
  }, 60_000);
}
