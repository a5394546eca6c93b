// What npm would publish, looked at before it does. Needs a build.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiReports } from './api-report.mjs';
import { bundleSizes } from './bundle-sizes.mjs';
import { notice } from './notices.mjs';

const ROOTS = ['packages/core', '.'];
const SHIPPED = /^(package\.json|README\.md|LICENSE|NOTICE|CHANGELOG\.md|dist\/[\w.-]+|docs\/[\w-]+\.md)$/;
const faults = [];
const folder = mkdtempSync(join(tmpdir(), 'flux-kontext-pack-'));

for (const root of ROOTS) {
  const [{ name, filename, files, unpackedSize }] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root),
  );
  const unmeant = files.map(({ path }) => path).filter((path) => !SHIPPED.test(path));
  if (unmeant.length > 0) faults.push(`${name} would publish ${unmeant.join(', ')}`);
  for (const wanted of ['README.md', 'LICENSE', 'NOTICE']) {
    if (!files.some(({ path }) => path === wanted))
      faults.push(`${name} would be published without ${wanted}`);
  }
  if (readFileSync(join(root, 'NOTICE'), 'utf8') !== notice(root)) {
    faults.push(`${root}/NOTICE does not tell what is bundled: node scripts/notices.mjs --write`);
  }
  const declarations = readdirSync(join(root, 'dist')).filter((file) => /\.d\.c?ts$/.test(file));
  const withZod = declarations.filter((file) =>
    /['"]zod|from ['"]#/.test(readFileSync(join(root, 'dist', file), 'utf8')),
  );
  if (withZod.length > 0) faults.push(`${name}: ${withZod.join(', ')} name what no user installs`);

  const tarball = join(folder, filename);
  tryOut(`publint of ${name}`, 'npx', ['publint', '--strict', tarball]);
  tryOut(`attw of ${name}`, 'npx', ['attw', tarball]);
  console.log(`${name}: ${files.length} files, ${Math.round(unpackedSize / 1024)} kB unpacked`);
}

for (const { what, bytes, limit } of await bundleSizes()) {
  console.log(`${what}: ${bytes} bytes gzipped of at most ${limit}`);
  if (bytes > limit) faults.push(`${what} is ${bytes} bytes gzipped, and may have ${limit}`);
}

faults.push(...apiReports({ isCheck: true }));

rmSync(folder, { recursive: true });
for (const fault of faults) console.error(`✗ ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;

function tryOut(what, command, args) {
  try {
    run(command, args);
  } catch (error) {
    faults.push(`${what}:\n${error.stdout}`);
  }
}

function run(command, args, cwd = '.') {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
