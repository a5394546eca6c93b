import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../packed/install.js';
import { CURRENT, type Runtime } from './runtimes.js';

/** Outlives a run, so that the next one fetches nothing. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/runtimes/', import.meta.url));

/** The path of a runtime's program; fetched from npm unless it was before. */
export function binaryOf({ name, package: wanted }: Runtime): string {
  if (name === CURRENT) return process.execPath;
  const folder = join(CACHE, wanted);
  if (!existsSync(join(folder, 'node_modules'))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    // The packages' install scripts only move the binary about.
    run('npm', ['install', '--ignore-scripts', '--no-audit', '--prefix', folder, wanted], folder);
  }
  return findProgram(join(folder, 'node_modules'));
}

/** The binary itself, in the package of this platform, and not the script that would look for it. */
function findProgram(modules: string): string {
  const isProgram =
    /(^|[/\\])(@oven|@deno|@cloudflare|node-[\w-]+)[/\\].*[/\\](node|bun|deno|workerd)(\.exe)?$/;
  const found = readdirSync(modules, { recursive: true, encoding: 'utf8' }).find((path) =>
    isProgram.test(path),
  );
  if (!found) throw new Error(`There is no program in ${modules}: delete that folder and try again.`);
  return join(modules, found);
}
