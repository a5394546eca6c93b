import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSandbox } from '@runapi.ai/flux-kontext/testing';
import jpeg from 'jpeg-js';
import { expect, onTestFinished, test } from 'vitest';
import { startScript } from '../../test/examples/start-script.js';

const EDIT = fileURLToPath(new URL('edit.mjs', import.meta.url));

/** A photo on the disk, a sandbox over HTTP, and the script. */
async function darkroom() {
  const folder = await mkdtemp(join(tmpdir(), 'photo-'));
  const sandbox = createSandbox({ pendingMs: 5, processingMs: 5 });
  const server = await sandbox.listen();
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  const photo = join(folder, 'my "dog" #1.jpg');
  const { data } = jpeg.encode({ width: 64, height: 48, data: new Uint8Array(64 * 48 * 4).fill(200) });
  await writeFile(photo, data);
  const run = async (...args: string[]) => {
    const script = startScript([EDIT, ...args], {
      RUNAPI_BASE_URL: server.url,
      RUNAPI_API_KEY: sandbox.apiKey,
    });
    return { code: await script.ended, output: script.output() };
  };
  const others = async () => (await readdir(folder)).filter((name) => !name.endsWith('#1.jpg'));
  return { folder, sandbox, photo, run, others };
}

test('a photo on the disk is uploaded, edited, saved beside it and shown side by side', {
  timeout: 120_000,
}, async () => {
  const { folder, sandbox, photo, run, others } = await darkroom();
  const { code, output } = await run(photo, 'Make it <i>snow</i>');

  expect(code, output).toBe(0);
  const id = sandbox.tasks[0]?.id;
  expect(sandbox.tasks[0]?.params['input_image']).toMatch(/^http/);
  expect(await others()).toEqual([`my "dog" #1-edited-${id}.html`, `my "dog" #1-edited-${id}.jpg`]);
  const [page = '', picture = ''] = await others();
  expect(jpeg.decode(await readFile(join(folder, picture))).width).toBeGreaterThan(64);
  const html = await readFile(join(folder, page), 'utf8');
  expect(html).toContain('src="my%20%22dog%22%20%231.jpg"');
  expect(html).toContain('Make it &#60;i&#62;snow');
  expect(html).not.toContain('<i>');
});

test('a photo may have braces in its name', { timeout: 120_000 }, async () => {
  const { folder, sandbox, photo, run } = await darkroom();
  const braced = join(folder, 'photo {final} {id}.jpg');
  await copyFile(photo, braced);
  const { code, output } = await run(braced, 'Make it snow');

  expect(code, output).toBe(0);
  expect(await readdir(folder)).toContain(`photo {final} {id}-edited-${sandbox.tasks[0]?.id}.jpg`);
});

test('what was paid for can be fetched later, and is not paid again', { timeout: 120_000 }, async () => {
  const { sandbox, photo, run, others } = await darkroom();
  sandbox.fail({ status: 404, times: 1, on: 'image' });
  const first = await run(photo, 'Make it snow');
  const id = sandbox.tasks[0]?.id ?? '';

  expect(first.code).toBe(1);
  expect(first.output).toContain(`Paid for: ${id}`);
  expect(await others()).toEqual([]);
  expect((await run(photo, '--task', id)).code).toBe(0);
  expect(await others()).toHaveLength(2);
  expect(sandbox.tasks).toHaveLength(1);
});

test('a folder, a missing file and a missing prompt are said in a line, and cost nothing', {
  timeout: 120_000,
}, async () => {
  const { folder, sandbox, photo, run } = await darkroom();

  expect(await run(folder, 'Make it snow')).toEqual({
    code: 1,
    output: `${folder} is a folder: give the photo in it.\n`,
  });
  expect((await run(join(folder, 'no.jpg'), 'Make it snow')).output).toMatch(/^ENOENT.*no\.jpg/);
  expect(await run(photo)).toMatchObject({ code: 2, output: expect.stringMatching(/^Usage/) });
  expect(sandbox.tasks).toEqual([]);
});
