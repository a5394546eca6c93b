import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flux-kontext-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The built-in modules that Node has loaded after importing an entry, beside those that it loads for nothing. */
async function builtinsLoadedBy(entry: string): Promise<string[]> {
  const outfile = join(folder, 'sdk.mjs');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
  });
  const script = `
    await import('data:text/javascript,');
    const before = new Set(process.moduleLoadList);
    await import(${JSON.stringify(outfile)});
    console.log(JSON.stringify(process.moduleLoadList.filter((name) => !before.has(name))));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  return JSON.parse(stdout);
}

// Times would say the same less exactly: the standard streams cost 6 ms, node:crypto 4 ms.
test.each(['src/index.ts', 'src/callbacks/index.ts'])(
  'importing %s opens no standard stream, and loads neither crypto nor the network',
  async (entry) => {
    const loaded = await builtinsLoadedBy(entry);
    expect(
      loaded.filter((name) =>
        /NativeModule (crypto|tty|net|http|https|stream|internal\/crypto|undici|internal\/deps\/undici)\b/.test(
          name,
        ),
      ),
    ).toEqual([]);
  },
  30_000,
);
