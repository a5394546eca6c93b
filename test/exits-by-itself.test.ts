import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type answer, created, done, limited, pending } from './support/answers.js';
import { KEY } from './support/clients.js';
import { faultServer } from './support/fault-server.js';
import type { Step } from './support/script.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flux-kontext-'));
  const outfile = join(folder, 'sdk.mjs');
  await build({ entryPoints: ['src/index.ts'], outfile, bundle: true, format: 'esm', platform: 'node' });
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a script in a process of its own; gives the milliseconds from its last line to its end. */
async function msToExit(script: string, url: string): Promise<number> {
  const file = join(folder, `${Math.random()}.mjs`);
  await writeFile(
    file,
    `import { FluxKontextClient } from './sdk.mjs';
     const params = { model: 'flux-kontext-pro', prompt: 'A lighthouse at dawn' };
     const clientWith = (options) => new FluxKontextClient({ baseUrl: '${url}', apiKey: '${KEY}', logLevel: 'off', ...options });
     const named = (promise) => promise.then((task) => task.status, (error) => error.name);
     ${script}
     const settledAt = performance.now();
     process.on('exit', () => console.log(performance.now() - settledAt));`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [file], { timeout: 30_000 });
  return Number(stdout);
}

const ENDS: [string, (Step | ReturnType<typeof answer> | 'no answer')[], string][] = [
  [
    'a run that ended well',
    [created(), pending(), done()],
    `if (await named(clientWith().textToImage.run(params, { pollIntervalMs: 5 })) !== 'completed') throw 1;`,
  ],
  [
    'an attempt that timed out',
    ['no answer'],
    `if (await named(clientWith({ timeoutMs: 20, maxRetries: 0 }).textToImage.create(params)) !== 'TimeoutError') throw 1;`,
  ],
  [
    'a wait that was aborted in its sleep',
    [pending()],
    `const controller = new AbortController();
     const onUpdate = () => setTimeout(() => controller.abort(), 5);
     const wait = clientWith().textToImage.wait('task_1', { signal: controller.signal, pollIntervalMs: 60_000, onUpdate });
     if (await named(wait) !== 'AbortError') throw 1;`,
  ],
  [
    'a queue that was aborted',
    ['no answer'],
    `const controller = new AbortController();
     const { textToImage } = clientWith({ maxConcurrentRequests: 1 });
     const calls = [1, 2, 3].map(() => named(textToImage.get('task_1', { signal: controller.signal })));
     setTimeout(() => controller.abort(), 20);
     if ((await Promise.all(calls)).join() !== 'AbortError,AbortError,AbortError') throw 1;`,
  ],
  [
    'a rate limit of a minute',
    [limited(59)],
    `if (await named(clientWith({ maxRetries: 0 }).textToImage.get('task_1')) !== 'RateLimitError') throw 1;`,
  ],
];

test.each(ENDS)(
  'a process ends by itself after %s',
  async (_, steps, script) => {
    const server = await faultServer(...steps);
    // Whatever would keep it alive is a timer of a minute.
    expect(await msToExit(script, server.url)).toBeLessThan(10_000);
  },
  40_000,
);
