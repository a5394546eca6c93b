// Makes assets.data.ts of page.html, page.css, icon.svg and client/: what /testing serves must stand in its one file.
// `npm run bake:page` writes it; test/sandbox/page/baked.test.ts holds it to what the sources make.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const at = (name) => fileURLToPath(new URL(name, import.meta.url));
const read = (name) => readFileSync(at(name), 'utf8');

/** The text of assets.data.ts. */
export async function bakePage() {
  const { outputFiles } = await build({
    entryPoints: [at('client/main.ts')],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  const assets = {
    HTML: read('page.html'),
    STYLE: read('page.css'),
    SCRIPT: outputFiles[0].text,
    ICON: read('icon.svg'),
  };
  const lines = Object.entries(assets).map(([name, text]) => `export const ${name} =\n  ${quoted(text)};\n`);
  return `// Made by bake-page.mjs: edit what it reads, not this.\n${lines.join('')}`;
}

const quoted = (text) =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(at('assets.data.ts'), await bakePage());
