// npm run example:nextjs: installs the packed packages and Next.js beside a copy of examples/nextjs, in a folder that is
// removed at the end, builds it, and starts it. Needs a build of ours. The variables are those of examples/README.md.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** The program of Next.js, in the folder of `prepareNextExample`. */
export const NEXT = 'node_modules/next/dist/bin/next';

/** A fresh folder with the example in it: installed as a user would, and built. */
export function prepareNextExample() {
  const folder = mkdtempSync(join(tmpdir(), 'flux-kontext-nextjs-'));
  cpSync(join(ROOT, 'examples/nextjs'), folder, { recursive: true });
  const tarballs = [join(ROOT, 'packages/core'), ROOT].map((cwd) => {
    const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
    return join(folder, JSON.parse(execFileSync('npm', args, { cwd, encoding: 'utf8' }))[0].filename);
  });
  const run = (command, args, more) =>
    execFileSync(command, args, { cwd: folder, stdio: 'inherit', env: { ...process.env, ...more } });
  run('npm', ['install', '--include=dev', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs]);
  run(process.execPath, [NEXT, 'build'], { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' });
  return folder;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = prepareNextExample();
  const child = spawn(process.execPath, [NEXT, 'start'], { cwd: folder, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    rmSync(folder, { recursive: true });
    process.exitCode = code ?? 1;
  });
}
