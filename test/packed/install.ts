import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A fresh folder with what npm would publish installed in it, as a new user has it. */
export function installPacked(): string {
  if (!existsSync(join(ROOT, 'dist/index.d.ts')))
    throw new Error('Nothing is built: npm run build (npm test does it).');
  const folder = mkdtempSync(join(tmpdir(), 'flux-kontext-user-'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "a-user", "private": true }');
  const tarballs = [join(ROOT, 'packages/core'), ROOT].map((cwd) => pack(cwd, folder));
  run('npm', ['install', '--offline', '--no-audit', ...tarballs], folder);
  return folder;
}

function pack(cwd: string, destination: string): string {
  const output = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', destination], cwd);
  const [{ filename }] = JSON.parse(output) as [{ filename: string }];
  return join(destination, filename);
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

/** Runs a program and gives its output; its error output is in the error when it fails. */
export function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Type-checks a folder as a strict user would, with the compiler of this repository. */
export function typeCheck(folder: string, options: Readonly<Record<string, unknown>>): string {
  const config = {
    compilerOptions: {
      target: 'ES2022',
      lib: ['ES2022', 'DOM', 'DOM.Iterable'],
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
      ...options,
    },
    include: ['.'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  try {
    return run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder], folder);
  } catch (error) {
    return String((error as { stdout: unknown }).stdout);
  }
}
