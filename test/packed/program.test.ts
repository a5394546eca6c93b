import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { start } from '../sandbox/support/program.js';
import { installPacked } from './install.js';

let user: string;
beforeAll(() => {
  user = installPacked();
}, 120_000);
afterAll(() => rmSync(user, { recursive: true }));

/** As it would go to production: nothing in it knows of a sandbox. */
const SCRIPT = `
  import { FluxKontextClient } from '@runapi.ai/flux-kontext';
  const client = new FluxKontextClient();
  const { images } = await client.textToImage.run({ model: 'flux-kontext-pro', prompt: 'A lighthouse at dawn' });
  const edited = await client.textToImage.run({ model: 'flux-kontext-max', prompt: 'In fog', input_image: images[0].url });
  const declined = await client.textToImage
    .run({ model: 'flux-kontext-pro', prompt: '[fail:content policy]' })
    .catch((error) => error.name);
  for (const { url } of [...images, ...edited.images]) {
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
    console.log(new URL(url).origin, bytes[0], bytes[1]);
  }
  console.log(declined);`;

test('npx flux-kontext-sandbox runs from the packed package, and a script finds it by its environment alone', async () => {
  const program = start('npx', ['flux-kontext-sandbox', '--port', '0'], { cwd: user });
  const output = await program.printed(/Ctrl\+C/);
  const [url = ''] = output.split('\n');
  const env = {
    ...process.env,
    ...Object.fromEntries([...output.matchAll(/^(RUNAPI_\w+)=(.*)$/gm)].map(pair)),
  };
  writeFileSync(join(user, 'script.mjs'), SCRIPT);
  const script = await start(process.execPath, ['script.mjs'], { cwd: user, env }).ended;

  expect(script.stderr).toBe('');
  expect(script.stdout.trim().split('\n')).toEqual([`${url} 255 216`, `${url} 255 216`, 'TaskFailedError']);
  const page = await (await fetch(url)).text();
  expect(page).toContain('<title>Flux Kontext sandbox</title>');

  program.kill('SIGINT');
  await program.ended;
  await expect(fetch(url)).rejects.toThrow('fetch failed');
}, 120_000);

const pair = ([, name = '', value = '']: RegExpExecArray): [string, string] => [name, value];
