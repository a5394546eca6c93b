import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSandbox } from '@runapi.ai/flux-kontext/testing';
import { expect, onTestFinished, test } from 'vitest';
import { blocksOf, holds } from './docs-blocks.js';
import { startProgram } from './start-program.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const blocks = blocksOf(read('docs/callbacks.md'));
const parts = blocks.filter(({ source }) => source !== 'run');
const commands = blocks.filter(({ source }) => source === 'run');

/** Where tests start the server of a folder, or run the file itself. */
const runIn = (path: string): string => {
  if (path.endsWith('.test.ts')) return path;
  if (path.startsWith('examples/nextjs/')) return 'test/nextjs/nextjs.test.ts';
  return join(dirname(path), 'server.test.ts');
};

test('the page has no block beside those that are looked at here', () => {
  expect(read('docs/callbacks.md').match(/^\s*(```|~~~)/gm)).toHaveLength(2 * blocks.length);
  expect([parts.length, commands.length]).toEqual([expect.any(Number), 1]);
});

test.each(parts)('the block on line $line is a part of $source, which a test runs', ({ source, code }) => {
  expect(source).toBeDefined();
  expect(holds(read(source ?? ''), code)).toBe(true);
  expect(existsSync(join(ROOT, runIn(source ?? '')))).toBe(true);
});

test.each(commands)(
  'the commands on line $line send a callback that is taken, and need the right secret',
  { timeout: 60_000 },
  async ({ code }) => {
    const { apiKey, callbackSecret, nextCallbackSecret } = createSandbox();
    const program = { args: [join(ROOT, 'examples/express/server.mjs')], ready: /Listening at/ };
    const server = await startProgram(program, {
      RUNAPI_API_KEY: apiKey,
      RUNAPI_CALLBACK_SECRET: callbackSecret,
    });
    onTestFinished(() => server.stop());
    const sent = (secret: string) =>
      execFileSync('bash', ['-euo', 'pipefail', '-c', code], {
        encoding: 'utf8',
        env: { ...process.env, RUNAPI_CALLBACK_SECRET: secret, PUBLIC_URL: server.url },
      });

    expect(sent(callbackSecret)).toBe('200\n');
    expect(sent(nextCallbackSecret)).toBe('401\n');
    expect(await (await fetch(`${server.url}/pictures/task_by_hand`)).json()).toMatchObject({
      error: 'sent by hand',
    });
  },
);

test('examples/README.md names the key and the secret of a sandbox', () => {
  const { apiKey, callbackSecret } = createSandbox();
  const page = read('examples/README.md');
  expect(page).toContain(`RUNAPI_API_KEY=${apiKey}\n`);
  expect(page).toContain(`RUNAPI_CALLBACK_SECRET=${callbackSecret}\n`);
});
