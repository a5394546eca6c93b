import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPacked } from '../packed/install.js';

const PROGRAM = fileURLToPath(new URL('program/', import.meta.url));

/** A fresh folder with the packed packages, the checks, and files that load every entry. */
export function createUser(): string {
  const folder = installPacked();
  cpSync(PROGRAM, folder, { recursive: true });
  const entries = ['@runapi.ai/flux-kontext', '@runapi.ai/core'].flatMap((name) => entriesOf(folder, name));
  const lines = (entry: (name: string, index: number) => string) => entries.map(entry).join('\n');
  writeFileSync(
    join(folder, 'entries.mjs'),
    `${lines((name, index) => `import * as entry${index} from '${name}';`)}
     export default { ${lines((name, index) => `'${name}': entry${index},`)} };`,
  );
  writeFileSync(
    join(folder, 'entries.cjs'),
    `module.exports = { ${lines((name) => `'${name}': require('${name}'),`)} };`,
  );
  return folder;
}

/** What can be imported from an installed package, by the names that users write. */
export function entriesOf(folder: string, name: string): string[] {
  const { exports } = JSON.parse(
    readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'),
  ) as { exports: Record<string, unknown> };
  return Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => name + path.slice(1));
}
