import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../packed/install.js';

/** Outlives a run, so that the next one fetches nothing. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/from-npm/', import.meta.url));

/**
 * The `node_modules` with these packages in it: what a test needs of npm, and what is too large or too old to be a
 * devDependency of everybody.
 */
export function fromNpm(...packages: readonly string[]): string {
  const folder = join(CACHE, packages.join('+').replaceAll('/', '_'));
  const modules = join(folder, 'node_modules');
  if (!existsSync(modules)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    run('npm', ['install', '--ignore-scripts', '--no-audit', '--prefix', folder, ...packages], folder);
  }
  return modules;
}
