// The licences of what is bundled into dist/, as each package's NOTICE. `--write` makes them, else they are checked.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is no package: the fonts that the sandbox writes with, as bitmaps. Their licence must go along. */
const FONTS = [
  ['Inter, as bitmaps', 'src/testing/picture/font/LICENSE-inter.txt'],
  ['Noto Sans SC, as bitmaps', 'src/testing/picture/font/LICENSE-noto-sans-sc.txt'],
];
const MAY_BE_SHIPPED = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', '(MIT AND Zlib)'];

/** Names of the packages that the source maps of a folder name: those whose code is really in the bundle. */
function bundledPackages(dist) {
  const maps = readdirSync(dist).filter((file) => file.endsWith('.map'));
  const sources = maps.flatMap((file) => JSON.parse(readFileSync(join(dist, file), 'utf8')).sources);
  const names = sources.map((source) => source.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]);
  return [...new Set(names.filter(Boolean))].sort();
}

function licenceOf(name) {
  const folder = join('node_modules', name);
  const { license, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!MAY_BE_SHIPPED.includes(license))
    throw new Error(`${name}: the licence ${license} is not one that may be shipped`);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file`);
  return section(`${name} ${version} (${license})`, join(folder, file));
}

const section = (title, file) => `${'='.repeat(80)}\n${title}\n\n${readFileSync(file, 'utf8').trim()}\n`;

export function notice(root) {
  const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const packages = bundledPackages(join(root, 'dist'));
  const intro = `${name}, licensed under the Apache License 2.0.\n\nWhat follows is bundled into it, under their own licences.\n`;
  const fonts = root === '.' ? FONTS.map(([title, file]) => section(title, file)) : [];
  return [intro, ...packages.map(licenceOf), ...fonts].join('\n');
}

if (process.argv.includes('--write')) {
  for (const root of ['.', 'packages/core']) writeFileSync(join(root, 'NOTICE'), notice(root));
}
