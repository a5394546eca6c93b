import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { entriesOf, installPacked } from '../packed/install.js';

const PROGRAM = fileURLToPath(new URL('program/', import.meta.url));

/** A fresh folder with the packed packages, the checks, and files that load every entry. */
export function createUser(): string {
  const folder = installPacked();
  cpSync(PROGRAM, folder, { recursive: true });
  const entries = ['@runapi.ai/flux-kontext', '@runapi.ai/core'].flatMap((name) => entriesOf(folder, name));
  const lines = (entry: (name: string, index: number) => string, of = entries) => of.map(entry).join('\n');
  const esm = (of: string[]) =>
    `${lines((name, index) => `import * as entry${index} from '${name}';`, of)}
     export default { ${lines((name, index) => `'${name}': entry${index},`, of)} };`;
  writeFileSync(join(folder, 'entries.mjs'), esm(entries));
  // A Worker has no file system, so the entry for one is not for it.
  writeFileSync(join(folder, 'worker-entries.mjs'), esm(entries.filter((name) => !name.endsWith('/node'))));
  writeFileSync(
    join(folder, 'entries.cjs'),
    `module.exports = { ${lines((name) => `'${name}': require('${name}'),`)} };`,
  );
  return folder;
}
