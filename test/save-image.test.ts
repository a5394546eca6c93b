import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Image } from '@runapi.ai/flux-kontext';
import { type SaveImageOptions, saveImage } from '@runapi.ai/flux-kontext/node';
import { build } from 'esbuild';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { rejection } from './support/clients.js';
import { begin, flood, give, JPEG, PAGE, PNG, picture, pictureHost } from './support/picture-host.js';

/** What the disk says in place of writing, where a test wants it to. */
const disk = vi.hoisted(() => ({ fault: undefined as Error | undefined, at: '' }));

vi.mock(import('node:fs/promises'), async (importOriginal) => {
  const original = await importOriginal();
  const failing =
    <Args extends unknown[], T>(name: string, work: (...args: Args) => T) =>
    (...args: Args): T => {
      if (disk.fault && disk.at === name) throw disk.fault;
      return work(...args);
    };
  return {
    ...original,
    mkdir: failing('mkdir', original.mkdir) as typeof mkdir,
    writeFile: failing('write', original.writeFile) as typeof writeFile,
    rename: failing('rename', original.rename),
  };
});

vi.stubEnv('RUNAPI_LOG', 'off');

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flux-kontext-save-'));
  disk.fault = undefined;
  return () => rm(folder, { recursive: true });
});

/** All files below the folder. */
const files = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

const quick: SaveImageOptions = { maxRetries: 0 };

test('a picture is saved whole, in a folder that is made, and told where it is', async () => {
  const bytes = picture(JPEG);
  const host = await pictureHost(give(bytes));
  const path = join(folder, 'a', 'b', 'cat.jpg');
  expect(await saveImage({ url: `${host.url}/x.jpg` }, path)).toEqual({
    path,
    bytes: bytes.length,
    contentType: 'image/jpeg',
  });
  expect((await readFile(path)).equals(bytes)).toBe(true);
  expect(await files()).toEqual(['cat.jpg']);
});

test.each<[string, string, SaveImageOptions, string]>([
  ['/images/6f3a.png', '{id}.{ext}', {}, '6f3a.jpg'],
  ['/images/6f3a', '{id}.{ext}', {}, '6f3a.jpg'],
  ['/images/6f3a.tar.png?x=/y.gif', '{id}.{ext}', {}, '6f3a.tar.jpg'],
  ['/images/6f3a.png', '{id}.{ext}', { id: 'task_1' }, 'task_1.jpg'],
  ['/images/6f3a.png', '{id}-{id}.{ext}.{ext}', { id: 'a' }, 'a-a.jpg.jpg'],
  ['/images/6f3a.png', 'cat.png', { id: 'task_1' }, 'cat.png'],
  ['/images/6f3a.png', '{id}.{ext}', { id: '$&' }, '%24%26.jpg'],
  ['/images/6f3a.png', '{id}.{ext}', { id: '{ext}' }, '%7bext%7d.jpg'],
  ['/images/6f3a.png', '{id}.{ext}', { id: '灯台' }, '灯台.jpg'],
  ['/images/6f3a.png', '{{draft}} {id}.{ext}', { id: 'a' }, '{draft} a.jpg'],
  ['/images/6f3a.png', '{{id}}{{ext}}.{ext}', { id: 'a' }, '{id}{ext}.jpg'],
  ['/images/6f3a.png', 'a} {1 {{.jpg', { id: 'a' }, 'a} {1 {{.jpg'],
])('of the image %s, %s with %o is the file %s', async (url, path, options, name) => {
  const host = await pictureHost(give(picture(JPEG)));
  const saved = await saveImage(host.url + url, join(folder, path), options);
  expect(saved.path).toBe(join(folder, name));
  expect(await files()).toEqual([name]);
});

test('a file that is replaced keeps its permissions', async () => {
  const host = await pictureHost(give(picture(JPEG)));
  const path = join(folder, 'cat.jpg');
  await writeFile(path, 'old', { mode: 0o600 });
  await saveImage(host.url, path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test.runIf(process.platform !== 'win32')(
  'what is there and is no file is left alone: a pipe, as a device would be',
  async () => {
    const host = await pictureHost(give(picture(JPEG)));
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    expect(await rejection(saveImage(host.url, path))).toMatchObject({
      name: 'ValidationError',
      issues: [{ path: 'path', message: expect.stringContaining('is no file, but a device') }],
    });
    expect((await stat(path)).isFIFO()).toBe(true);
  },
);

test.each([
  '../../etc/passwd',
  '..',
  '.',
  '/etc/passwd',
  '..\\..\\boot.ini',
  'C:\\boot.ini',
  'a/b',
  '\0',
  'a\nb',
])('the id %j stays in its folder', async (id) => {
  const host = await pictureHost(give(picture(JPEG)));
  await saveImage(`${host.url}/x`, join(folder, 'in', '{id}'), { id });
  await saveImage(`${host.url}/${encodeURIComponent(id)}.png`, join(folder, 'in', 'url-{id}'));
  expect(await readdir(folder)).toEqual(['in']);
  const names = await readdir(join(folder, 'in'));
  expect(names).toHaveLength(2);
  for (const name of names) expect(name).toMatch(/^[\w.%-]+$/);
});

test('no two ids are one file', async () => {
  const host = await pictureHost(give(picture(JPEG)));
  const ids = ['a/b', 'a_b', 'a%2fb', 'a\\b', '.ab', '%2eab'];
  for (const id of ids) await saveImage(`${host.url}/x`, join(folder, '{id}'), { id });
  expect(await files()).toHaveLength(ids.length);
});

test('a file that was there is replaced, and only by a whole one', async () => {
  const path = join(folder, 'cat.png');
  await writeFile(path, 'old');
  const host = await pictureHost(
    begin(picture(PNG, 50_000), (response) => response.destroy()),
    give(picture(PNG)),
  );
  await rejection(saveImage(host.url, path, quick));
  expect(await readFile(path, 'utf8')).toBe('old');
  await saveImage(host.url, path, quick);
  expect((await readFile(path)).equals(picture(PNG))).toBe(true);
});

test('a picture that broke off is fetched anew, and the file holds nothing of the first half', async () => {
  const bytes = picture(PNG);
  const host = await pictureHost(
    begin(bytes.subarray(0, 50_000), (response) => response.destroy()),
    give(bytes),
  );
  const { path } = await saveImage(host.url, join(folder, 'cat.png'));
  expect((await readFile(path)).equals(bytes)).toBe(true);
  expect(await files()).toEqual(['cat.png']);
});

const STOPPED: [
  string,
  Parameters<typeof pictureHost>[0],
  (options: AbortController) => SaveImageOptions,
  string,
][] = [
  ['is larger than maxBytes', flood, () => ({ maxBytes: 1_000_000 }), 'InvalidResponseError'],
  ['does not come in time', begin(picture(PNG)), () => ({ timeoutMs: 200 }), 'TimeoutError'],
  ['breaks off', begin(picture(PNG), (response) => response.destroy()), () => ({}), 'NetworkError'],
  ['is a page', give(PAGE, { 'Content-Type': 'image/png' }), () => ({}), 'InvalidResponseError'],
  ['is gone', give('gone', {}, 410), () => ({}), 'NotFoundError'],
];

test.each(STOPPED)(
  'of a picture that %s nothing is on the disk once the call has failed',
  async (_, play, options, name) => {
    const host = await pictureHost(play);
    const saving = saveImage(host.url, join(folder, 'cat.png'), {
      ...quick,
      ...options(new AbortController()),
    });
    expect(await rejection(saving)).toHaveProperty('name', name);
    expect(await files()).toEqual([]);
  },
);

test('after an abort nothing is on the disk', async () => {
  const controller = new AbortController();
  const host = await pictureHost(begin(picture(PNG)));
  const saving = rejection(saveImage(host.url, join(folder, 'cat.png'), { signal: controller.signal }));
  await vi.waitFor(async () => expect(await files()).toHaveLength(1), { timeout: 10_000 });
  controller.abort();
  expect(await saving).toHaveProperty('name', 'AbortError');
  expect(await files()).toEqual([]);
});

test('two saves to one path at once do not mix', async () => {
  const [jpeg, png] = [picture(JPEG, 3_000_000), picture(PNG, 3_000_000)];
  const host = await pictureHost((response, { url }) => void response.end(url === '/a' ? jpeg : png));
  const path = join(folder, 'cat');
  const saved = await Promise.all(['a', 'b', 'a', 'b'].map((name) => saveImage(`${host.url}/${name}`, path)));
  expect(saved.map(({ bytes }) => bytes)).toEqual(Array(4).fill(3_000_000));
  const bytes = await readFile(path);
  expect(bytes.equals(jpeg) || bytes.equals(png)).toBe(true);
  expect(await files()).toEqual(['cat']);
});

test.each([
  ['a full disk', 'write', 'ENOSPC: no space left on device, write', { code: 'ENOSPC', syscall: 'write' }],
  [
    'a read-only disk',
    'mkdir',
    "EROFS: read-only file system, mkdir '/out'",
    { code: 'EROFS', syscall: 'mkdir', path: '/out' },
  ],
  [
    'a target that is a folder',
    'rename',
    'EISDIR: …, rename',
    { code: 'EISDIR', syscall: 'rename', path: 'runapi-1.part' },
  ],
])(
  "%s is the system's error, with the path, and leaves nothing and is not tried again",
  async (_, at, message, fields) => {
    const host = await pictureHost(give(picture(PNG)));
    const path = join(folder, 'cat.png');
    const fault = Object.assign(new Error(message), fields);
    Object.assign(disk, { at, fault });
    const error = await rejection(saveImage(host.url, path));
    expect(error).toBe(fault);
    expect(error).toMatchObject({ code: fields.code, path });
    expect(String(error)).toContain(path);
    expect(await files()).toEqual([]);
    expect(host.seen).toHaveLength(1);
  },
);

test('a target that is a folder is refused with what to write, and stays as it was', async () => {
  const host = await pictureHost(give(picture(PNG)));
  const error = await rejection(saveImage(host.url, folder));
  expect(error).toHaveProperty('name', 'ValidationError');
  expect(String(error)).toContain(`such as "${folder}/{id}.{ext}"`);
  expect(host.seen).toHaveLength(1);
  expect(await readdir(folder)).toEqual([]);
});

test('braces that are no placeholder belong to the path', async () => {
  const host = await pictureHost(give(picture(PNG)));
  const { path } = await saveImage(host.url, join(folder, '{3f25-04e0}', 'cat.png'));
  expect(path).toBe(join(folder, '{3f25-04e0}', 'cat.png'));
});

test('a folder that can not be made is the system’s error, and the connection is let go', async () => {
  await writeFile(join(folder, 'file'), '');
  const host = await pictureHost(begin(picture(PNG)));
  const path = join(folder, 'file', 'in', 'cat.png');
  expect(await rejection(saveImage(host.url, path))).toMatchObject({ code: 'ENOTDIR', path });
  await vi.waitFor(() => expect(host.sockets.size).toBe(0), { timeout: 10_000 });
});

test('a process that is killed leaves no half picture, only what is named as a leftover', async () => {
  const outfile = join(folder, 'sdk.mjs');
  await build({ entryPoints: ['src/node/index.ts'], outfile, bundle: true, format: 'esm', platform: 'node' });
  const host = await pictureHost(begin(picture(PNG)));
  const script = `import { saveImage } from '${outfile}'; await saveImage('${host.url}/cat.png', '${folder}/out/{id}.{ext}');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await vi.waitFor(async () => expect(await readdir(join(folder, 'out'))).toHaveLength(1), {
    timeout: 15_000,
  });
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  expect(await readdir(join(folder, 'out'))).toEqual([expect.stringMatching(/^runapi-.*\.part$/)]);
}, 30_000);

test.each<[string, unknown, unknown, string]>([
  ['no path', undefined, {}, 'path: takes the path of a file'],
  ['an empty path', ' ', {}, 'path: takes the path of a file'],
  ['a URL as path', new URL('file:///tmp/cat.png'), {}, 'path: takes the path of a file'],
  ['a folder', 'out/', {}, 'such as "out/{id}.{ext}"'],
  ['a path with a NUL', 'out/a\0b.png', {}, 'holds a NUL'],
  ['another placeholder', 'out/{name}.{ext}', {}, 'holds {name}, and there are only {id} and {ext}'],
  ['an empty id', 'out/{id}', { id: '' }, 'id: takes the id'],
  ['an id that is no text', 'out/{id}', { id: 7 }, 'id: takes the id'],
  ['a misspelt id', 'out/a.png', { ID: 'a' }, 'ID: unknown option: did you mean id?'],
  ['a misspelt limit', 'out/a.png', { maxByte: 10 }, 'maxByte: unknown option: did you mean maxBytes?'],
  ['a URL without a name', 'out/{id}', {}, 'id: is required'],
])('%s is refused before anything is sent', async (_, path, options, said) => {
  const host = await pictureHost(give(picture(PNG)));
  const saving = saveImage(host.url, path as string, options as SaveImageOptions);
  const error = await rejection(saving);
  expect(error).toHaveProperty('name', 'ValidationError');
  expect(String(error)).toContain(said);
  expect(host.seen).toHaveLength(0);
});

test('a whole result in place of an image is refused with what to write', async () => {
  const result = { id: 'task_1', status: 'completed', images: [{ url: 'https://cdn.test/cat.png' }] };
  const error = await rejection(saveImage(result as unknown as Image, join(folder, '{id}.{ext}')));
  expect(String(error)).toContain('pass result.images[0]');
});
