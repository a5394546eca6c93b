// Publishes both packages, core first; without `--publish` it does all but that, and shows what would be. Needs a build.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const isReal = process.argv.includes('--publish');
const [core, sdk] = ['packages/core', '.'].map((root) => ({
  root,
  ...JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')),
}));

const faults = [];
if (core.version !== sdk.version) {
  faults.push(`${core.name} is ${core.version} and ${sdk.name} ${sdk.version}: both are released in step`);
}
if (sdk.dependencies[core.name] !== `^${core.version}`) {
  faults.push(
    `${sdk.name} asks for ${core.name} ${sdk.dependencies[core.name]}, and not for ^${core.version}`,
  );
}
if (!readFileSync('CHANGELOG.md', 'utf8').includes(`\n## ${sdk.version}\n`)) {
  faults.push(`CHANGELOG.md has no section ${sdk.version}`);
}
for (const { name, scripts } of [core, sdk]) {
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) {
    if (scripts?.[script]) faults.push(`${name} would run ${script} on its users' machines`);
  }
}
for (const fault of faults) console.error(`✗ ${fault}`);
if (faults.length > 0) process.exit(1);

for (const { root, name, version } of [core, sdk]) {
  if (isReal && isPublished(`${name}@${version}`)) {
    console.log(`${name}@${version} is on the registry already`);
    continue;
  }
  // Provenance only where it can be signed: npm refuses it elsewhere, so it is no part of publishConfig.
  const args = isReal ? ['--provenance'] : ['--dry-run'];
  execFileSync('npm', ['publish', '--ignore-scripts', ...args], { cwd: root, stdio: 'inherit' });
}

function isPublished(spec) {
  try {
    return execFileSync('npm', ['view', spec, 'version'], { encoding: 'utf8', stdio: 'pipe' }).trim() !== '';
  } catch {
    return false; // npm says E404, or can't be reached; then the publishing itself will say so
  }
}
