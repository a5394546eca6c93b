import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSandbox, type SandboxOptions } from '@runapi.ai/flux-kontext/testing';
import { onTestFinished } from 'vitest';
import { type Script, startScript } from './start-script.js';

const BATCH = fileURLToPath(new URL('../../examples/batch/batch.mjs', import.meta.url));

/** One fact of a picture, as a line of the journal. */
export interface JournalLine {
  picture: string;
  key?: string;
  prompt?: string;
  taskId?: string;
  path?: string;
  failed?: string;
}

/** A folder to work in, a sandbox over HTTP that outlives the runs, and the batch to be run there. */
export async function batchFolder(
  options?: SandboxOptions,
  outName = 'out',
  env: Record<string, string> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'batch-'));
  const sandbox = createSandbox({ pendingMs: 10, processingMs: 30, ...options });
  const server = await sandbox.listen();
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  const settings = { RUNAPI_BASE_URL: server.url, RUNAPI_API_KEY: sandbox.apiKey, ...env };
  const out = join(folder, outName);
  const at = (name: string) => join(out, name);
  const start = (...args: string[]): Script => startScript([BATCH, '--out', out, ...args], settings);
  const run = async (...args: string[]) => {
    const script = start(...args);
    return { code: await script.ended, output: script.output() };
  };
  const input = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  return {
    sandbox,
    out,
    at,
    start,
    run,
    input,
    journal: async (): Promise<JournalLine[]> =>
      (await readFile(at('journal.jsonl'), 'utf8'))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    pictures: async (): Promise<string[]> =>
      existsSync(at('pictures')) ? (await readdir(at('pictures'))).sort() : [],
  };
}
