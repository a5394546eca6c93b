import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  AbortError,
  type FileUpload,
  InvalidResponseError,
  PermissionDeniedError,
  RateLimitError,
  ServiceUnavailableError,
  type UploadOptions,
  ValidationError,
} from '@runapi.ai/flux-kontext';
import { expect, onTestFinished, test, vi } from 'vitest';
import { answer } from './support/answers.js';
import { clientWith, KEY, rejection } from './support/clients.js';
import { fakeFetch } from './support/fake-fetch.js';
import { JPEG, PNG, picture, pictureHost } from './support/picture-host.js';
import { refuse, storageServer } from './support/storage-server.js';

const MB = 1_000_000;
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('base64');
const jpeg = (size = 1_000) => new Blob([picture(JPEG, size)], { type: 'image/jpeg' });

/** What the steps of an upload were, and how often. */
const stepsOf = (took: readonly { method: string; target: string }[]) =>
  took.map(({ method, target }) => `${method} ${target.replace(/\?.*/, '')}`);
const STEPS = ['POST /api/v1/files/prepare', 'PUT /bucket/key', 'POST /api/v1/files/confirm'];

test.each([1, 2, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 65_535, 65_537, 10 * MB])(
  'of %i bytes, each byte arrives, under the checksum and size that were announced',
  async (size) => {
    const bytes = picture('', size);
    const server = await storageServer();
    const client = clientWith({ baseUrl: server.url });
    const uploaded = await client.files.create({
      file: new Blob([bytes], { type: 'image/jpeg' }),
      file_name: 'photo.jpg',
    });
    expect(uploaded).toEqual(server.file);
    expect(stepsOf(server.took)).toEqual(STEPS);
    const [prepare, put, confirm] = server.took;
    expect(prepare?.json).toEqual({
      filename: 'photo.jpg',
      byte_size: size,
      checksum: md5(bytes),
      content_type: 'image/jpeg',
    });
    expect([put?.size, put?.md5]).toEqual([size, md5(bytes)]);
    expect(put?.headers['content-length']).toBe(String(size));
    expect(confirm?.json).toEqual({ signed_id: 'signed_1' });
  },
);

/** What a polyfill such as fetch-blob gives: all of a `Blob`, and none of this runtime. */
const foreign = (own: Blob): Blob =>
  ({
    size: own.size,
    type: own.type,
    slice: (...range: []) => foreign(own.slice(...range)),
    stream: own.stream.bind(own),
    arrayBuffer: own.arrayBuffer.bind(own),
    text: own.text.bind(own),
  }) as Blob;

/** As in jsdom: a Blob of its own, without a stream, in the place of the runtime's. */
class JsdomBlob {
  readonly #own: Blob;
  constructor(parts: BlobPart[], options?: BlobPropertyBag) {
    this.#own = new OwnBlob(parts, options);
  }
  get size() {
    return this.#own.size;
  }
  get type() {
    return this.#own.type;
  }
  slice(...range: []) {
    return this.#own.slice(...range);
  }
  arrayBuffer() {
    return this.#own.arrayBuffer();
  }
}
const OwnBlob = Blob;

test.each<[string, (bytes: BufferSource) => unknown, object]>([
  ["a polyfill's", (bytes) => foreign(new OwnBlob([bytes])), OwnBlob],
  ["jsdom's", (bytes) => new JsdomBlob([bytes]), JsdomBlob],
  ["the runtime's, where the global one is jsdom's", (bytes) => new OwnBlob([bytes]), JsdomBlob],
])('of a Blob each byte arrives, also if it is %s', async (_, make, globalBlob) => {
  vi.stubGlobal('Blob', globalBlob);
  onTestFinished(() => void vi.unstubAllGlobals());
  const bytes = picture(JPEG, 300_000);
  const server = await storageServer();
  await clientWith({ baseUrl: server.url }).files.create({ file: make(bytes) as Blob });
  const [prepare, put] = server.took;
  expect(prepare?.json).toMatchObject({
    byte_size: 300_000,
    checksum: md5(bytes),
    content_type: 'image/jpeg',
  });
  expect([put?.size, put?.md5]).toEqual([300_000, md5(bytes)]);
});

test("a polyfill's Blob that can't be read is the file's fault, and sends nothing", async () => {
  const { fetch, asked } = fakeFetch();
  const file = { ...foreign(jpeg()), arrayBuffer: () => Promise.reject(new Error('ENOENT')) };
  expect(await rejection(clientWith({ fetch }).files.create({ file }))).toMatchObject({
    name: 'ValidationError',
    issues: [{ path: 'file', message: expect.stringContaining('ENOENT') }],
  });
  expect(asked).toEqual([]);
});

test('the storage gets exactly the given headers: no key, no header of the client or of the call', async () => {
  const server = await storageServer();
  const client = clientWith({ baseUrl: server.url, headers: { 'X-Mine': '1' } });
  await client.files.create({ file: jpeg() }, { headers: { 'X-Call': '2' }, clientRequestId: 'id' });
  const [prepare, put, confirm] = server.took;
  for (const step of [prepare, confirm]) {
    expect(step?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      'x-mine': '1',
      'x-call': '2',
      'x-client-request-id': 'id',
    });
    expect(step?.headers).not.toHaveProperty('idempotency-key');
  }
  // What a bare `fetch` of this runtime sends by itself, and nothing beside it.
  const bare = await storageServer();
  await fetch(`${bare.url}/bucket/key`, { method: 'PUT', body: new Blob([picture(JPEG, 1_000)]) });
  const runtimes = Object.keys(bare.took[0]?.headers ?? {});
  const given = Object.entries(server.headers).map(([name, value]) => [name.toLowerCase(), value]);
  expect(put?.headers).toMatchObject(Object.fromEntries(given));
  const ours = new Set([...runtimes, ...given.map(([name]) => name), 'cache-control', 'pragma']);
  expect(Object.keys(put?.headers ?? {}).filter((name) => !ours.has(name ?? ''))).toEqual([]);
  expect(JSON.stringify(put?.headers)).not.toContain(KEY);
});

test('a type of the Blob is not sent where the storage asked for none', async () => {
  const server = await storageServer();
  const prepared = { signed_id: 'signed_1', upload_url: `${server.url}/bucket/key`, headers: {} };
  const { fetch: prepare } = fakeFetch(answer(200, prepared));
  const fetch: typeof globalThis.fetch = (url, init) =>
    String(url).endsWith('/prepare') ? prepare(url, init) : globalThis.fetch(url, init);
  await clientWith({ baseUrl: server.url, fetch }).files.create({ file: jpeg() });
  expect(server.took[0]?.headers).not.toHaveProperty('content-type');
});

test('the key stays away from where the storage redirects to, and the file arrives whole', async () => {
  const other = await storageServer();
  const server = await storageServer({
    put: [(_, response) => void response.writeHead(307, { Location: `${other.url}/bucket/key` }).end()],
  });
  const file = jpeg(300_000);
  await clientWith({ baseUrl: server.url }).files.create({ file });
  expect(other.took[0]).toMatchObject({ method: 'PUT', size: 300_000 });
  expect(other.took[0]?.headers).toMatchObject({ 'x-storage': 'signed' });
  expect(JSON.stringify(other.took)).not.toMatch(/authorization|runapi_live/i);
});

test.each(['http://storage.test/key', 'ftp://storage.test/key'])(
  'a file is not sent on to %s',
  async (location) => {
    const server = await storageServer({ put: [refuse(307, { Location: location })] });
    const error = await rejection(clientWith({ baseUrl: server.url }).files.create({ file: jpeg() }));
    expect(error).toBeInstanceOf(InvalidResponseError);
  },
);

test.each([
  'http://storage.test/key',
  'ftp://localhost/key',
  'storage.test/key',
  '',
  '//storage.test/key',
  'https://user:pw@storage.test/key?signature=s3cr3t',
  'https://user@storage.test/key?signature=s3cr3t',
  'https://:pw@storage.test/key?signature=s3cr3t',
])('an upload_url that is not safe is refused before a byte is sent: %j', async (upload_url) => {
  const { fetch, asked } = fakeFetch(answer(200, { signed_id: 's', upload_url, headers: {} }));
  const error = await rejection(clientWith({ fetch }).files.create({ file: jpeg() }));
  expect(error).toBeInstanceOf(InvalidResponseError);
  expect(String(error)).toContain('has an upload_url that is not over https, or holds a user name');
  expect(JSON.stringify(error)).not.toContain('s3cr3t');
  expect(asked).toHaveLength(1);
});

const prepared = { signed_id: 's', upload_url: 'https://storage.test/key?signature=s3cr3t', headers: {} };
const uploaded = { url: 'https://files.test/f/photo.jpg' };

test('a file goes over https: to the storage, and on to where that leads over https:', async () => {
  const { fetch, asked } = fakeFetch(
    answer(200, prepared),
    answer(307, '', { Location: 'https://other.test/key' }),
    answer(200),
    answer(200, uploaded),
  );
  expect(await clientWith({ fetch }).files.create({ file: jpeg() })).toEqual(uploaded);
  expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST https://runapi.ai/api/v1/files/prepare',
    `PUT ${prepared.upload_url}`,
    'PUT https://other.test/key',
    'POST https://runapi.ai/api/v1/files/confirm',
  ]);
});

test('a file that was to go over https: is not sent on over http:, on this machine neither', async () => {
  const { fetch, asked } = fakeFetch(
    answer(200, prepared),
    answer(307, '', { Location: 'http://localhost/key' }),
    answer(200, uploaded),
  );
  const error = await rejection(clientWith({ fetch }).files.create({ file: jpeg() }));
  expect(error).toBeInstanceOf(InvalidResponseError);
  expect(String(error)).toContain('a file is sent over https: only');
  expect(asked).toHaveLength(2);
});

test.each<[object, string]>([
  [{}, 'has no signed_id'],
  [{ ...prepared, headers: undefined }, 'has no headers'],
  [{ ...prepared, headers: null }, 'has no headers'],
  [{ ...prepared, headers: { 'Content-MD5': 1 } }, 'has headers that are no texts'],
  [{ ...prepared, signed_id: undefined }, 'has no signed_id'],
])('a prepare that is no answer ends the upload: %j', async (body, said) => {
  const { fetch, asked } = fakeFetch(answer(200, body));
  const error = await rejection(clientWith({ fetch }).files.create({ file: jpeg() }));
  expect(error).toBeInstanceOf(InvalidResponseError);
  expect(String(error)).toContain(said);
  expect(inspect(error)).not.toContain('s3cr3t'); // whoever has the signed URL can upload
  expect(asked).toHaveLength(1);
});

test('a file that has no URL in the end is not uploaded', async () => {
  const source = { type: 'url', url: 'https://cdn.test/cat.png' } as const;
  const { fetch } = fakeFetch(answer(201, { ...uploaded, url: undefined }));
  const error = await rejection(clientWith({ fetch }).files.create({ source }));
  expect(error).toBeInstanceOf(InvalidResponseError);
  expect(String(error)).toContain('has no url');
  expect(error).not.toHaveProperty('outcomeKnown'); // an upload makes no task
});

test.each<[string, (thrown: Error) => object]>([
  ['says so, and why', () => ({})],
  ['says so also when its cause is itself', (thrown) => ({ cause: thrown })],
])('a connection to the storage that is lost %s', async (_, fields) => {
  const thrown = new Error('sending broke off');
  Object.assign(thrown, fields(thrown));
  const { fetch } = fakeFetch(answer(200, prepared), thrown);
  const error = await rejection(clientWith({ fetch }).files.create({ file: jpeg() }));
  expect(error).toMatchObject({
    name: 'NetworkError',
    message: 'PUT https://storage.test/key: no whole answer came (sending broke off).',
    cause: { message: 'sending broke off' },
  });
});

test.each(['prepare', 'put', 'confirm'] as const)(
  'each step is retried by itself, and %s is sent whole again',
  async (step) => {
    const server = await storageServer({
      [step]: [refuse(503), (_: unknown, response: { destroy(): void }) => response.destroy()],
    });
    const file = jpeg(200_000);
    const client = clientWith({ baseUrl: server.url, maxRetries: 2 });
    expect(await client.files.create({ file })).toEqual(server.file);
    const expected = STEPS.flatMap((name) =>
      Array(name.includes(step === 'put' ? 'PUT' : step) ? 3 : 1).fill(name),
    );
    expect(stepsOf(server.took)).toEqual(expected);
    for (const { method, size } of server.took) if (method === 'PUT') expect(size).toBe(200_000);
  },
);

test.each([
  ['prepare', 422, ValidationError],
  ['put', 403, PermissionDeniedError],
  ['confirm', 400, ValidationError],
  ['put', 503, ServiceUnavailableError],
] as const)(
  'a %s that is answered %i ends the upload with the error of that status',
  async (step, status, type) => {
    const server = await storageServer({ [step]: [refuse(status)] });
    const error = await rejection(clientWith({ baseUrl: server.url }).files.create({ file: jpeg() }));
    expect(error).toBeInstanceOf(type);
    expect(error).not.toHaveProperty('outcomeKnown'); // no task, so nothing is open
    if (step === 'put') {
      expect(String(error)).toContain(`PUT ${server.url}/bucket/key was answered ${status}`);
      expect(String(error)).toContain('what the storage says, not the API: call files.create again');
      expect(String(error)).not.toMatch(/API key|parameters/);
    }
    expect(String(error)).not.toContain('s3cr3t');
  },
);

test('progress is told when the bytes begin to go, and when they have been taken', async () => {
  const server = await storageServer();
  const told: unknown[] = [];
  const onProgress = (progress: unknown) => void told.push([stepsOf(server.took).at(-1), progress]);
  await clientWith({ baseUrl: server.url }).files.create({ file: jpeg(5_000) }, { onProgress });
  expect(told).toEqual([
    [STEPS[0], { sentBytes: 0, totalBytes: 5_000 }],
    [STEPS[1], { sentBytes: 5_000, totalBytes: 5_000 }],
  ]);
});

test('an abort ends the upload at each step', async () => {
  for (const step of ['prepare', 'put', 'confirm'] as const) {
    const controller = new AbortController();
    const server = await storageServer({ [step]: [() => controller.abort()] });
    const { files } = clientWith({ baseUrl: server.url });
    expect(await rejection(files.create({ file: jpeg() }, { signal: controller.signal }))).toBeInstanceOf(
      AbortError,
    );
  }
  const aborted = AbortSignal.abort();
  expect(await rejection(clientWith().files.create({ file: jpeg() }, { signal: aborted }))).toBeInstanceOf(
    AbortError,
  );
});

test('a URL and base64 are one POST, and a data: prefix is taken off', async () => {
  const server = await storageServer();
  const { files } = clientWith({ baseUrl: server.url });
  const url = { type: 'url', url: 'https://cdn.test/cat.png' } as const;
  const data = picture(PNG, 100).toString('base64');
  expect(await files.create({ source: url })).toEqual(server.file);
  await files.create({ source: { type: 'base64', data }, file_name: 'a/b\\cat.png' });
  await files.create({ source: { type: 'base64', data: `data:image/png;base64,${data}` } });
  await files.create({ source: { type: 'base64', data: data.replace(/(.{76})/g, '$1\r\n') } });
  expect(server.took.map(({ json }) => json)).toEqual([
    { source: url },
    { source: { type: 'base64', data }, file_name: 'cat.png' },
    { source: { type: 'base64', data } },
    { source: { type: 'base64', data } },
  ]);
  expect(stepsOf(server.took)).toEqual(Array(4).fill('POST /api/v1/files'));
});

test('a POST of a source is retried, since a second file costs nothing', async () => {
  const server = await storageServer({ files: [refuse(503)] });
  const source = { type: 'url', url: 'https://cdn.test/cat.png' } as const;
  expect(await clientWith({ baseUrl: server.url, maxRetries: 1 }).files.create({ source })).toEqual(
    server.file,
  );
});

test.each<[string, FileUpload, string, string]>([
  [
    'a File has its name',
    { file: new File(['x'], 'cat.png', { type: 'image/png' }) },
    'cat.png',
    'image/png',
  ],
  [
    'file_name wins',
    { file: new File(['x'], 'a.png', { type: 'image/png' }), file_name: 'b.png' },
    'b.png',
    'image/png',
  ],
  ['a path is cut down', { file: jpeg(), file_name: '/home/me/photo.jpg' }, 'photo.jpg', 'image/jpeg'],
  ['so is one of Windows', { file: jpeg(), file_name: 'C:\\me\\photo.jpg' }, 'photo.jpg', 'image/jpeg'],
  ['and one that climbs', { file: jpeg(), file_name: '../../photo.jpg' }, 'photo.jpg', 'image/jpeg'],
  ['and that of a File', { file: new File([picture(PNG, 99)], 'a/b/cat.png') }, 'cat.png', 'image/png'],
  ['no type: the first bytes tell', { file: new Blob([picture(PNG, 99)]) }, 'upload.png', 'image/png'],
  ['no type: else the name', { file: new Blob(['x']), file_name: 'CAT.AVIF' }, 'CAT.AVIF', 'image/avif'],
  ['the last ending counts', { file: new Blob(['x']), file_name: 'a.png.avif' }, 'a.png.avif', 'image/avif'],
  ['a File without a name', { file: new File([picture(PNG, 99)], '') }, 'upload.png', 'image/png'],
  ['a dot may come first', { file: jpeg(), file_name: '.photo' }, '.photo', 'image/jpeg'],
  ['a dot may come last', { file: jpeg(), file_name: 'photo.' }, 'photo.', 'image/jpeg'],
  [
    'a type that says nothing',
    { file: new Blob([picture(JPEG, 99)], { type: 'application/octet-stream' }) },
    'upload.jpg',
    'image/jpeg',
  ],
  ['a type of its own', { file: new Blob(['x'], { type: 'video/mp4' }) }, 'upload.bin', 'video/mp4'],
])('of the name and the type, %s', async (_, upload, filename, content_type) => {
  const server = await storageServer();
  await clientWith({ baseUrl: server.url }).files.create(upload);
  expect(server.took[0]?.json).toMatchObject({ filename, content_type });
});

const url = { type: 'url', url: 'https://cdn.test/cat.png' };

const [size, slice, stream] = [9, () => {}, () => {}];

test.each<[string, unknown, string, string]>([
  ['nothing', undefined, '', 'takes { file } or { source }'],
  ['null alone', null, '', 'takes { file } or { source }, not null'],
  ['bytes alone', picture(JPEG, 3_000_000), '', "pass { file: new Blob([bytes]), file_name: 'photo.jpg' }"],
  ['an ArrayBuffer alone', new ArrayBuffer(9), '', 'pass { file: new Blob([bytes])'],
  ['a Blob alone', jpeg(), '', 'pass { file: new Blob([bytes])'],
  ['a path alone', 'photo.jpg', '', 'takes { file } or { source }, not a string'],
  ['an array of files', [jpeg()], '', 'takes { file } or { source }, not an array'],
  ['a Promise alone', Promise.resolve({ file: jpeg() }), '', 'a Promise: await it'],
  ['a Promise as file', { file: Promise.resolve(jpeg()) }, 'file', 'a Promise: await it'],
  ['neither', {}, 'file', 'exactly one of file'],
  ['both', { file: jpeg(), source: url }, 'file', 'exactly one of file'],
  ['a path', { file: 'photo.jpg' }, 'file', "new Blob([await readFile('photo.jpg')])"],
  ['a folder', { file: '/home/me/' }, 'file', "new Blob([await readFile('photo.jpg')])"],
  ['a URL as file', { file: 'https://cdn.test/cat.png' }, 'file', "source: { type: 'url', url }"],
  ['an http: URL as file', { file: 'HTTP://cdn.test/cat.png' }, 'file', "source: { type: 'url', url }"],
  ['a path with a URL in it', { file: 'mirror/https://cdn.test/a' }, 'file', 'takes a Blob, not a path'],
  ['a path with data: in it', { file: 'my data:1.jpg' }, 'file', 'takes a Blob, not a path'],
  ['a data: URL as file', { file: 'data:image/png;base64,AAAA' }, 'file', "source: { type: 'base64', data }"],
  ['a Buffer', { file: picture(PNG, 99) }, 'file', 'new Blob([bytes])'],
  ['an ArrayBuffer', { file: new ArrayBuffer(9) }, 'file', 'new Blob([bytes])'],
  ['an object', { file: { path: 'photo.jpg' } }, 'file', 'not an object'],
  ['what has no size', { file: { slice, stream } }, 'file', 'takes a Blob or a File, not an object'],
  ['what can not be cut', { file: { size, stream } }, 'file', 'takes a Blob or a File, not an object'],
  ['what can not be read', { file: { size, slice } }, 'file', 'takes a Blob or a File, not an object'],
  ['null', { file: null }, 'file', 'not null'],
  ['an empty file', { file: new Blob([], { type: 'image/png' }) }, 'file', 'is empty'],
  ['bytes that nobody knows', { file: new Blob(['hello']) }, 'file', "{ type: 'image/jpeg' }"],
  ['a path in a Blob', { file: new Blob(['a.jpg']), file_name: 'a.jpg' }, 'file', 'are no image/jpeg'],
  ['text in a File', { file: new File(['x'], 'a.webp') }, 'file', 'its bytes are no image/webp'],
  ['a path of a .jpeg in a Blob', { file: new Blob(['a']), file_name: 'a.jpeg' }, 'file', 'no image/jpeg'],
  [
    'text under a name of two endings',
    { file: new Blob(['x']), file_name: 'a.png.txt' },
    'file',
    'no content',
  ],
  ['a page under no name', { file: new Blob(['<html>']) }, 'file', 'has no content type'],
  ['a type that is none', { file: new Blob(['hello'], { type: 'jpeg' }) }, 'file', 'such as image/jpeg'],
  ['a type in quotes', { file: new Blob(['x'], { type: "'image/jpeg'" }) }, 'file', 'such as image/jpeg'],
  ['an empty name', { file: jpeg(), file_name: ' ' }, 'file_name', 'the name of a file'],
  ['a folder as name', { file: jpeg(), file_name: 'out/' }, 'file_name', 'the name of a file'],
  ['dots as name', { file: jpeg(), file_name: '..' }, 'file_name', 'the name of a file'],
  ['a name with a line break', { file: jpeg(), file_name: 'a\nb' }, 'file_name', 'the name of a file'],
  ['a name that is no text', { file: jpeg(), file_name: 7 }, 'file_name', 'the name of a file'],
  [
    'a misspelt name',
    { file: jpeg(), fileName: 'a.jpg' },
    'fileName',
    'unknown parameter: did you mean file_name?',
  ],
  ['a foreign name', { file: jpeg(), folder: 'a' }, 'folder', 'there are file, source, file_name'],
  ['a source that is a text', { source: 'https://cdn.test/cat.png' }, 'source', "{ type: 'url', url }"],
  ['a source of another type', { source: { type: 'path', path: 'a' } }, 'source', "{ type: 'url', url }"],
  ['a source without its URL', { source: { type: 'url' } }, 'source.url', 'absolute http or https URL'],
  [
    'a path as URL',
    { source: { type: 'url', url: 'photo.jpg' } },
    'source.url',
    'absolute http or https URL',
  ],
  ['no web URL', { source: { type: 'url', url: 'ftp://cdn.test/a' } }, 'source.url', 'http or https URL'],
  [
    'no web URL at all',
    { source: { type: 'url', url: 'xhttps://cdn.test' } },
    'source.url',
    'http or https URL',
  ],
  [
    'a URL with a blank',
    { source: { type: 'url', url: 'https://a.test/b c' } },
    'source.url',
    'absolute http',
  ],
  [
    'a URL object',
    { source: { type: 'url', url: new URL('https://a.test') } },
    'source.url',
    'absolute http',
  ],
  [
    'a URL on this machine',
    { source: { type: 'url', url: 'http://localhost/a' } },
    'source.url',
    'pass the bytes as file',
  ],
  [
    'a URL in a private network',
    { source: { type: 'url', url: 'http://192.168.1.5/a' } },
    'source.url',
    'not reachable from the public internet',
  ],
  [
    'a path as base64',
    { source: { type: 'base64', data: 'photo.jpg' } },
    'source.data',
    "toString('base64')",
  ],
  [
    'base64 around a data: prefix',
    { source: { type: 'base64', data: 'AAAAdata:image/png;base64,AAAA' } },
    'source.data',
    'must be base64',
  ],
  ['no base64', { source: { type: 'base64', data: 'abcde' } }, 'source.data', 'must be base64'],
  [
    'empty base64',
    { source: { type: 'base64', data: 'data:image/png;base64,' } },
    'source.data',
    'must be base64',
  ],
  ['bytes as base64', { source: { type: 'base64', data: picture(PNG, 9) } }, 'source.data', 'must be base64'],
  [
    'a data: URL that is no base64',
    { source: { type: 'base64', data: 'data:text/plain,hi' } },
    'source.data',
    'must be base64',
  ],
])('%s is refused before anything is sent, with what to write', async (_, params, path, said) => {
  const { fetch, asked } = fakeFetch(answer(500));
  const error = await rejection(clientWith({ fetch }).files.create(params as FileUpload));
  expect(error).toBeInstanceOf(ValidationError);
  expect(error).toMatchObject({ issues: [{ path, message: expect.stringContaining(said) }] });
  expect(String(error)).toMatch(/^ValidationError: Nothing was sent: /);
  expect(asked).toHaveLength(0);
});

test('bytes that were spread out are refused with few words, and fast enough for a server', async () => {
  const { fetch, asked } = fakeFetch(answer(500));
  const params = { ...picture(JPEG, 100_000) } as unknown as FileUpload;
  const error = (await rejection(clientWith({ fetch }).files.create(params))) as ValidationError;
  expect(error.issues.length).toBeLessThan(30);
  expect(error.message.length).toBeLessThan(3_000);
  expect(error.message).toContain('99980 more unknown parameters');
  expect(asked).toHaveLength(0);
});

test('its options are checked before anything is sent', async () => {
  const { fetch, asked } = fakeFetch(answer(500));
  const options = { onProgress: true, timeoutMs: 0 } as unknown as UploadOptions;
  const error = await rejection(clientWith({ fetch }).files.create({ file: jpeg() }, options));
  expect(error).toMatchObject({ issues: [{ path: 'timeoutMs' }, { path: 'onProgress' }] });
  expect(asked).toHaveLength(0);
});

async function onDisk(bytes: Uint8Array): Promise<{ folder: string; path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'flux-kontext-files-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'photo.jpg');
  await writeFile(path, bytes);
  return { folder, path };
}

test('a file on disk is uploaded by openAsBlob, and never in memory as a whole', async () => {
  const bytes = picture(JPEG, 3 * MB);
  const { path } = await onDisk(bytes);
  const server = await storageServer();
  const inMemory = vi.spyOn(Blob.prototype, 'arrayBuffer');
  onTestFinished(() => inMemory.mockRestore());
  await clientWith({ baseUrl: server.url }).files.create({ file: await openAsBlob(path), file_name: path });
  for (const blob of inMemory.mock.contexts) expect((blob as Blob).size).toBeLessThan(1_000);
  expect(server.took[0]?.json).toMatchObject({ filename: 'photo.jpg', content_type: 'image/jpeg' });
  expect(server.took[1]).toMatchObject({ size: 3 * MB, md5: md5(bytes) });
});

test('a file that changed before it was read, and a folder, are refused', async () => {
  const { folder, path } = await onDisk(picture(JPEG, 5_000));
  const { fetch, asked } = fakeFetch(answer(500));
  const file = await openAsBlob(path);
  await writeFile(path, picture(JPEG, 6_000));
  const error = await rejection(clientWith({ fetch }).files.create({ file, file_name: 'a.jpg' }));
  expect(error).toBeInstanceOf(ValidationError);
  expect(String(error)).toContain('changed after it was opened');
  expect(error).toMatchObject({
    issues: [{ path: 'file', message: expect.stringMatching(/^can't be read: NotReadableError/) }],
    cause: { name: 'NotReadableError' },
  });
  const open = await openAsBlob(folder, { type: 'image/jpeg' }).catch(() => undefined);
  if (open?.size)
    expect(await rejection(clientWith({ fetch }).files.create({ file: open }))).toBeInstanceOf(
      ValidationError,
    );
  expect(asked).toHaveLength(0);
});

test('a file that changes between its checksum and its sending is refused, and not sent again', async () => {
  const { path } = await onDisk(picture(JPEG, 5_000));
  const server = await storageServer();
  const file = await openAsBlob(path, { type: 'image/jpeg' });
  let puts = 0;
  const fetch: typeof globalThis.fetch = async (url, init) => {
    if (init?.method === 'PUT') {
      puts++;
      await writeFile(path, picture(JPEG, 6_000));
    }
    return globalThis.fetch(url, init);
  };
  const error = await rejection(
    clientWith({ baseUrl: server.url, fetch, maxRetries: 3 }).files.create({ file }),
  );
  expect(error).toBeInstanceOf(ValidationError);
  expect(String(error)).toContain('changed after it was opened');
  expect(puts).toBe(1);
  expect(stepsOf(server.took).filter((step) => step === STEPS[2])).toEqual([]);
});

test('in no log line or error does the key show, nor the signature of the upload', async () => {
  const lines: string[] = [];
  const log = (...line: unknown[]) => void lines.push(line.join(' '));
  const logger = { debug: log, info: log, warn: log, error: log };
  const server = await storageServer({ put: [refuse(503)] });
  const client = clientWith({ baseUrl: server.url, maxRetries: 1, logger, logLevel: 'debug' });
  await client.files.create({ file: jpeg() });
  expect(lines.join('\n')).toMatch(/PUT http:\S+\/bucket\/key 503 .*PUT http:\S+\/bucket\/key 204 /s);
  expect(lines.join('\n')).not.toMatch(new RegExp(`s3cr3t|${KEY}`));
});

test('where a picture comes from does not matter to where it goes: a downloaded Blob is uploaded', async () => {
  const bytes = picture(PNG, 20_000);
  const host = await pictureHost((response) => void response.end(bytes));
  const server = await storageServer();
  const { downloadImage } = await import('@runapi.ai/flux-kontext');
  await clientWith({ baseUrl: server.url }).files.create({ file: await downloadImage(host.url) });
  expect(server.took[1]).toMatchObject({ size: 20_000, md5: md5(bytes) });
});

test('a 429 of the storage holds nothing back from RunAPI', async () => {
  const server = await storageServer();
  const { account, files } = clientWith({
    baseUrl: server.url,
    maxRetries: 0,
    fetch: async (input, init) => {
      if (init?.method === 'PUT')
        return new Response('', { status: 429, headers: { 'Retry-After': '3600' } });
      return String(input).endsWith('/balance') ? Response.json({ balance_cents: 7 }) : fetch(input, init);
    },
  });
  expect(await rejection(files.create({ file: jpeg() }))).toBeInstanceOf(RateLimitError);
  expect(await account.balance()).toEqual({ balance_cents: 7 });
});

test('onProgress that rejects ends the upload with that very error', async () => {
  const server = await storageServer();
  const mine = new Error('no room for a progress bar');
  const create = clientWith({ baseUrl: server.url }).files.create(
    { file: jpeg() },
    { onProgress: () => Promise.reject(mine) },
  );
  expect(await rejection(create)).toBe(mine);
});
