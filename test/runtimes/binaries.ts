import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fromNpm } from '../support/from-npm.js';
import { CURRENT, type Runtime } from './runtimes.js';

/** The path of a runtime's program: the binary itself, in the package of this platform, and no script that looks for it. */
export function binaryOf({ name, package: wanted }: Runtime): string {
  if (name === CURRENT) return process.execPath;
  const modules = fromNpm(wanted);
  const isProgram =
    /(^|[/\\])(@oven|@deno|@cloudflare|node-[\w-]+)[/\\].*[/\\](node|bun|deno|workerd)(\.exe)?$/;
  const files = readdirSync(modules, { recursive: true, encoding: 'utf8' });
  const found = files.find((path) => isProgram.test(path));
  if (!found) throw new Error(`There is no program in ${modules}: delete that folder and try again.`);
  return join(modules, found);
}
