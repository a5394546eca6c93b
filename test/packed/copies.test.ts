import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundlers } from './bundlers.js';
import { installPacked, run } from './install.js';

let user: string;
beforeAll(async () => {
  user = installPacked();
  installAgain('@runapi.ai/core', 'core-of-another-package', '1.7.0');
  const entry = join(user, 'bundle-me.mjs');
  writeFileSync(entry, "export * from '@runapi.ai/flux-kontext';");
  writeFileSync(join(user, 'bundled.mjs'), (await bundlers.esbuild(entry, 'node')).code);
}, 60_000);
afterAll(() => rmSync(user, { recursive: true }));

/** A second installation under another name and version, as `npm:` aliases and nested node_modules make one. */
function installAgain(name: string, alias: string, version: string): void {
  const folder = join(user, 'node_modules', alias);
  cpSync(join(user, 'node_modules', name), folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, name: alias, version }));
}

/** What must hold between two copies, whichever made the error; it throws where it does not. */
const COMPARE = `
  function compare(here, there) {
    if (here.RunApiError === there.RunApiError) throw new Error('one copy: nothing was tested');
    for (const [made, asked] of [[here, there], [there, here]]) {
      const error = new made.TimeoutError('late', { taskId: 'task_1' });
      const is = ['TimeoutError', 'RunApiError', 'NetworkError'].map((name) => error instanceof asked[name]);
      if (is.join() !== 'true,true,false') throw new Error(is.join());
      if (error.name !== 'TimeoutError' || error.taskId !== 'task_1') throw new Error(error.name);
    }
  }`;

test.each([
  ['ESM beside CommonJS', "require('@runapi.ai/flux-kontext')"],
  ['another version of core, under another name', "await import('core-of-another-package')"],
  ['that version as CommonJS', "require('core-of-another-package')"],
  ['a copy in a bundle, minified', "await import('./bundled.mjs')"],
  ['another realm', 'inRealm(createContext({ AbortSignal, URL, TextEncoder, setTimeout, clearTimeout }))'],
])('errors keep their names and classes beside a second copy: %s', (_, second) => {
  const script = `
    import { createRequire } from 'node:module';
    import { readFileSync } from 'node:fs';
    import { createContext, runInContext } from 'node:vm';
    import * as here from '@runapi.ai/flux-kontext';
    const require = createRequire(import.meta.url);
    ${COMPARE}
    function inRealm(context) {
      const module = { exports: {} };
      const code = readFileSync(require.resolve('@runapi.ai/core/errors'), 'utf8');
      runInContext('(function (module, exports) {' + code + '\\n})', context)(module, module.exports);
      return module.exports;
    }
    compare(here, ${second});
    console.log('fine');`;
  writeFileSync(join(user, 'compare.mjs'), script);
  expect(run(process.execPath, ['compare.mjs'], user)).toBe('fine\n');
});

test("errors keep their names and classes when Jest's registry is reset between two requires", () => {
  const jest = fileURLToPath(new URL('../../node_modules/jest/bin/jest.js', import.meta.url));
  const script = `
    ${COMPARE}
    test('two registries', () => {
      const here = require('@runapi.ai/flux-kontext');
      jest.resetModules();
      compare(here, require('@runapi.ai/flux-kontext'));
      compare(here, require('core-of-another-package'));
      expect(() => new here.FluxKontextClient({ apiKey: ' ' })).toThrow(require('@runapi.ai/flux-kontext').AuthenticationError);
    });`;
  writeFileSync(join(user, 'copies.test.cjs'), script);
  const config = JSON.stringify({ rootDir: user, testMatch: ['**/copies.test.cjs'], transform: {} });
  const args = [jest, `--config=${config}`, '--json', '--silent', '--no-cache'];
  expect(JSON.parse(run(process.execPath, args, user))).toMatchObject({
    numPassedTests: 1,
    numFailedTests: 0,
  });
}, 60_000);
