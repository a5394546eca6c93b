import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createSandbox } from '../src/testing/index.js';
import { overHttp } from './sandbox/support/server.js';

// What docs/testing-your-app.md shows runs: its blocks are parts of the files in examples/testing, and those that
// Vitest does not run by itself are run here. They import what is built.

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EXAMPLES = `${ROOT}examples/testing/`;
const DOCS = readFileSync(`${ROOT}docs/testing-your-app.md`, 'utf8');

async function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const { stdout, stderr } = await promisify(execFile)(command, args, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...env },
  });
  return stdout + stderr;
}

const flat = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');

test('every block of the page is part of an example that runs', () => {
  const examples = readdirSync(EXAMPLES).map((file) => flat(readFileSync(EXAMPLES + file, 'utf8')));
  const blocks = [...DOCS.matchAll(/^```(ts|js|sh)\n(.*?)^```$/gms)].map(([, language, code = '']) => ({
    language,
    code,
  }));
  const strangers = blocks.filter(
    ({ language, code }) => language !== 'sh' && !examples.some((example) => example.includes(flat(code))),
  );

  expect(blocks.length).toBeGreaterThan(8);
  expect(strangers.map(({ code }) => code)).toEqual([]);
  expect(blocks.some(({ code }) => code === readFileSync(`${EXAMPLES}picture.sh`, 'utf8'))).toBe(true);
});

test('under Jest, fake timers included', async () => {
  const config = JSON.stringify({ rootDir: EXAMPLES, testMatch: ['**/*.jest.cjs'], transform: {} });
  const output = await run(process.execPath, ['node_modules/jest/bin/jest.js', `--config=${config}`]);

  expect(output).toContain('3 passed, 3 total');
}, 120_000);

test('under node:test', async () => {
  const output = await run(process.execPath, ['--test', `${EXAMPLES}picture.node-test.mjs`]);

  expect(output).toMatch(/pass 2\b/);
}, 120_000);

test('a program that knows nothing of the sandbox gets its picture there by RUNAPI_BASE_URL alone', async () => {
  const { sandbox, server } = await overHttp();
  const output = await run(process.execPath, [`${EXAMPLES}script.mjs`], {
    RUNAPI_BASE_URL: server.url,
    RUNAPI_API_KEY: sandbox.apiKey,
  });

  expect(output.trim()).toMatch(new RegExp(`^${server.url}/images/\\w+\\.jpg$`));
}, 120_000);

test('with curl, as the page says', async () => {
  const { server } = await overHttp();
  const script = readFileSync(`${EXAMPLES}picture.sh`, 'utf8');
  const output = await run('sh', ['-c', script.replace('http://127.0.0.1:4010', server.url)]);

  expect(JSON.parse(output)).toMatchObject({ status: 'completed', images: [{ url: expect.any(String) }] });
}, 120_000);

test('the words of the table do what it says they do', async () => {
  const rows = [...DOCS.matchAll(/^\| `(\[.*?\])` \|/gm)].map(([, word]) => word);
  const sandbox = createSandbox({ clock: 'manual' });
  const create = (prompt: string) =>
    sandbox.fetch(`${sandbox.url}/api/v1/flux_kontext/text_to_image`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${sandbox.apiKey}` },
      body: JSON.stringify({ model: 'flux-kontext-pro', prompt, callback_url: 'http://127.0.0.1:9/' }),
    });
  const plain = await create('A lake');
  expect(plain.status).toBe(202);
  for (const word of rows.filter((word) => word?.startsWith('[status:'))) {
    const answer = await Promise.race([
      create(`A lake ${word}`),
      sandbox.advance(0).then(() => 'none'),
    ]).catch(() => 'lost');
    const body = answer instanceof Response ? await answer.text().catch(() => 'broken off') : answer;
    expect({ word, body }).not.toEqual({ word, body: expect.stringContaining('"status":"pending"') });
  }
  expect(rows).toEqual([
    '[fail:content policy]',
    '[slow:30s]',
    '[status:503x2]',
    '[status:network]',
    '[status:timeout]',
    '[status:drop body]',
    '[status:html]',
    '[no-callback]',
    '[callback:duplicate]',
    '[callback:late]',
    '[callback:bad signature]',
    '[callback:rotated secret]',
  ]);
});
