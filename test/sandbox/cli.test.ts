import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { callsTo, idOf, params } from './support/calls.js';
import { buildProgram, start } from './support/program.js';

let file: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ file, remove } = await buildProgram());
});
afterAll(() => remove());

const run = (...args: string[]) => start(process.execPath, [file, ...args]);

/** The program at a free port, and bare calls to it. */
async function started(...args: string[]) {
  const program = run('--port', '0', ...args);
  const output = await program.printed(/Ctrl\+C/);
  const [url = ''] = output.split('\n');
  const apiKey = lineOf('RUNAPI_API_KEY', output);
  return { program, output, url, ...callsTo({ url, apiKey, fetch }) };
}

const lineOf = (name: string, output: string): string =>
  new RegExp(`^${name}=(.*)$`, 'm').exec(output)?.[1] ?? `no ${name}`;

test('its first line is its URL and nothing else, and RunAPI answers there', async () => {
  const { url, create } = await started();

  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await create()).status).toBe(202);
});

test('it prints the lines that a .env file needs', async () => {
  const { url, output } = await started('--key', 'my-key', '--secret', 'c2VjcmV0');

  expect(lineOf('RUNAPI_BASE_URL', output)).toBe(url);
  expect(lineOf('RUNAPI_API_KEY', output)).toBe('my-key');
  expect(lineOf('RUNAPI_CALLBACK_SECRET', output)).toBe('c2VjcmV0');
});

test('--key: that key is accepted, and no other', async () => {
  const { create } = await started('--key', 'my-key');

  expect((await create()).status).toBe(202);
  expect((await create(params, { Authorization: 'Bearer runapi_sandbox_key' })).status).toBe(401);
});

test('--latency: no answer comes sooner', async () => {
  const { create } = await started('--latency', '0.3s');
  const before = performance.now();
  await create();

  expect(performance.now() - before).toBeGreaterThan(290);
});

test('--fail-rate and --seed: some requests fail, and with the same seed the same ones', async () => {
  const outcomes = async (seed: string): Promise<string> => {
    const { create } = await started('--fail-rate', '0.5', '--seed', seed);
    const seen: (number | string)[] = [];
    for (let i = 0; i < 24; i++)
      seen.push(
        await create().then(
          ({ status }) => status,
          () => 'no answer',
        ),
      );
    return seen.join(' ');
  };
  const [first, again, other] = await Promise.all([outcomes('7'), outcomes('7'), outcomes('8')]);

  expect(first).toContain('202');
  expect(first).not.toMatch(/^(202 ?)+$/);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends it at once, with work and connections open',
  async (signal) => {
    const { program, url, create } = await started();
    await create({ ...params, callback_url: 'http://127.0.0.1:9/nobody' });
    const events = await fetch(`${url}/_sandbox/events`);
    const cut = events.text().catch(() => 'cut');
    program.kill(signal);

    expect((await program.ended).code).toBe(0);
    await cut;
  },
);

test('a port that is taken is an error that names it and says what to do', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const address = other.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const { code, stdout, stderr } = await run('--port', String(port)).ended;

  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toBe(
    `flux-kontext-sandbox: Port ${port} of 127.0.0.1 is taken. Give another one: --port 0 takes any that is free.\n`,
  );
});

test.each(['--help', '-h'])('%s names every option and ends well', async (flag) => {
  const { code, stdout, stderr } = await run(flag).ended;

  for (const name of ['port', 'latency', 'fail-rate', 'seed', 'secret', 'key']) {
    expect(stdout).toContain(`--${name} `);
  }
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('--help and the docs say that a latency is that of each answer', async () => {
  const { stdout } = await run('--help').ended;
  const said = /--latency <time> +(.+?): .*\[(.+)\]$/m.exec(stdout) ?? [];
  const docs = await readFile(new URL('../../docs/testing-your-app.md', import.meta.url), 'utf8');

  expect(said.slice(1)).toEqual(['how long each answer takes', '0']);
  expect(docs).toContain('| `--latency <time>` | how long each answer takes:');
});

test.each([
  [['--prot', '4010'], "'--prot'"],
  [['4010'], "'4010'"],
  [['--port'], '--port'],
  [['--port', '99999'], '--port must be a whole number from 0 to 65535; it is "99999".'],
  [['--port', 'http'], '--port must be a whole number'],
  [['--latency', 'soon'], '--latency must be milliseconds, or a time such as 1.5s or 2m; it is "soon".'],
  [['--fail-rate', '50%'], '--fail-rate must be a share from 0 to 1, such as 0.1; it is "50%".'],
  [['--fail-rate', '1.1'], '--fail-rate must be'],
  [['--seed', '-1'], '--seed'],
  [['--secret', '***'], 'base64'],
  [['--key', ' '], 'apiKey'],
])('%j is refused before anything starts: %s', async (args, why) => {
  const { code, stdout, stderr } = await run(...args).ended;

  expect(stderr).toContain(why);
  expect(stderr).toMatch(/^flux-kontext-sandbox: .*\nSee --help\.\n$/s);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('it goes on when a script has read its first line and closed the pipe', async () => {
  const { program, get, create } = await started();
  program.closeOutput();

  expect((await get(await idOf(create()))).status).toBe(200);
  program.kill('SIGINT');
  expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
});
