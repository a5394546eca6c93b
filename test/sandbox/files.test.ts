import { createHash } from 'node:crypto';
import { FluxKontextClient, NotFoundError, ValidationError } from '@runapi.ai/flux-kontext';
import { createSandbox, type Sandbox, type SandboxOptions } from '@runapi.ai/flux-kontext/testing';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { rejection } from '../support/clients.js';
import { PNG, picture } from '../support/picture-host.js';
import { bodyOf } from './support/calls.js';

const HOUR = 60 * 60 * 1_000;
const bytes = picture(PNG, 1_000);
const md5 = createHash('md5').update(bytes).digest('base64');
const facts = { filename: 'cat.png', byte_size: bytes.length, checksum: md5, content_type: 'image/png' };
const quick: SandboxOptions = { pendingMs: 0, processingMs: 0 };

afterEach(() => {
  vi.useRealTimers();
});

/** A bare client: nothing of the SDK, so that the two can disagree. */
function bare(sandbox: Sandbox, key = sandbox.apiKey) {
  const post = (path: string, body: unknown) =>
    sandbox.fetch(`${sandbox.url}/api/v1/files${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    });
  const put = (
    { upload_url, headers }: { upload_url: string; headers: Record<string, string> },
    body = bytes,
    more = {},
  ) => sandbox.fetch(upload_url, { method: 'PUT', headers: { ...headers, ...more }, body });
  return { post, put, prepare: async () => bodyOf(post('/prepare', facts)) };
}

test('over HTTP a picture is uploaded, edited, and saved, by the SDK alone', async () => {
  const sandbox = createSandbox(quick);
  const server = await sandbox.listen();
  onTestFinished(() => server.close());
  const client = new FluxKontextClient({ apiKey: sandbox.apiKey, baseUrl: server.url });
  const first = await client.textToImage.run({
    model: 'flux-kontext-pro',
    prompt: 'A cat',
    output_format: 'png',
  });
  const file = await (await fetch(first.images[0].url)).blob();
  const uploaded = await client.files.create({ file, file_name: 'my cat.png' });
  expect(uploaded).toMatchObject({ file_name: 'my cat.png', size_bytes: file.size, mime_type: 'image/png' });
  const served = await fetch(uploaded.url);
  expect(served.headers.get('content-type')).toBe('image/png');
  expect(Buffer.from(await served.arrayBuffer()).equals(Buffer.from(await file.arrayBuffer()))).toBe(true);
  const edit = { model: 'flux-kontext-pro', prompt: 'Make it snow', input_image: uploaded.url } as const;
  expect(await client.textToImage.run(edit, { pollIntervalMs: 5 })).toMatchObject({ status: 'completed' });
});

test('in process, too, from base64 and from a URL of its own', async () => {
  const sandbox = createSandbox(quick);
  const { files } = new FluxKontextClient(sandbox.clientOptions);
  const data = `data:image/png;base64,${bytes.toString('base64')}`;
  const first = await files.create({ source: { type: 'base64', data } });
  expect(first).toMatchObject({ file_name: 'upload.png', size_bytes: bytes.length, mime_type: 'image/png' });
  const second = await files.create({ source: { type: 'url', url: first.url }, file_name: 'cat.png' });
  expect(second).toMatchObject({ file_name: 'cat.png', size_bytes: bytes.length });
  expect(second.url).not.toBe(first.url);
});

test.each([1, 55, 64, 65, 3_000_000])(
  '%i bytes arrive as they are, whatever text they would be',
  async (size) => {
    const sandbox = createSandbox();
    const content = Buffer.alloc(size, '\ufeffä');
    const { files } = new FluxKontextClient(sandbox.clientOptions);
    const { url } = await files.create({ file: new Blob([content], { type: 'image/png' }) });
    const served = Buffer.from(await (await sandbox.fetch(url)).arrayBuffer());
    expect(served.equals(content)).toBe(true);
  },
);

test('what was uploaded can not script the page that shares its origin, and neither can a picture', async () => {
  const sandbox = createSandbox(quick);
  const server = await sandbox.listen();
  onTestFinished(() => server.close());
  const { files, textToImage } = new FluxKontextClient({ apiKey: sandbox.apiKey, baseUrl: server.url });
  const file = new Blob(['<script>alert(1)</script>'], { type: 'text/html' });
  const { images } = await textToImage.run(
    { model: 'flux-kontext-pro', prompt: 'A cat' },
    { pollIntervalMs: 5 },
  );
  for (const url of [(await files.create({ file, file_name: 'page.html' })).url, images[0].url]) {
    const { headers } = await fetch(url);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
  }
});

test('a URL lives for one hour', async () => {
  vi.useFakeTimers();
  const sandbox = createSandbox();
  const { files } = new FluxKontextClient(sandbox.clientOptions);
  const { url, created_at, expires_at } = await files.create({
    file: new Blob([bytes], { type: 'image/png' }),
  });
  expect(Date.parse(expires_at) - Date.parse(created_at)).toBe(HOUR);
  vi.advanceTimersByTime(HOUR - 1);
  expect((await sandbox.fetch(url)).status).toBe(200);
  vi.advanceTimersByTime(1);
  expect((await sandbox.fetch(url)).status).toBe(410);
});

test('an edit of a file whose hour is over fails, and says why', async () => {
  vi.useFakeTimers();
  const sandbox = createSandbox(quick);
  const client = new FluxKontextClient(sandbox.clientOptions);
  const { url } = await client.files.create({ file: new Blob([bytes], { type: 'image/png' }) });
  vi.advanceTimersByTime(HOUR);
  const { id } = await client.textToImage.create({
    model: 'flux-kontext-pro',
    prompt: 'x',
    input_image: url,
  });
  await vi.advanceTimersByTimeAsync(10);
  expect(await client.textToImage.get(id)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('410'),
  });
});

test.each<[string, Uint8Array<ArrayBuffer>, object, number, string]>([
  ['other bytes', picture('other', 1_000), {}, 422, 'checksum_mismatch'],
  ['too few bytes', bytes.subarray(1), {}, 422, 'size_mismatch'],
  ['no bytes', new Uint8Array(0), {}, 422, 'size_mismatch'],
  ['another type', bytes, { 'Content-Type': 'image/jpeg' }, 403, 'signature_mismatch'],
  ['another checksum', bytes, { 'Content-MD5': 'x' }, 403, 'signature_mismatch'],
  ['an API key', bytes, { Authorization: 'Bearer x' }, 400, 'authorization_not_allowed'],
])('the storage refuses %s, and there is nothing to confirm', async (_, body, headers, status, code) => {
  const { post, put, prepare } = bare(createSandbox());
  const prepared = await prepare();
  const answer = await put(prepared, Buffer.from(body), headers);
  expect(answer.status).toBe(status);
  expect(await bodyOf(answer)).toMatchObject({ error: { code } });
  expect((await post('/confirm', { signed_id: prepared.signed_id })).status).toBe(422);
});

test('a PUT and a confirm that come twice are one file', async () => {
  const { post, put, prepare } = bare(createSandbox());
  const prepared = await prepare();
  expect([(await put(prepared)).status, (await put(prepared)).status]).toEqual([204, 204]);
  const confirm = async () => bodyOf(post('/confirm', { signed_id: prepared.signed_id }));
  expect(await confirm()).toEqual(await confirm());
});

test('an upload must be begun within an hour', async () => {
  vi.useFakeTimers();
  const { put, prepare } = bare(createSandbox());
  const prepared = await prepare();
  vi.advanceTimersByTime(HOUR);
  expect((await put(prepared)).status).toBe(403);
});

test.each([
  ['', {}, 'source'],
  ['', { source: { type: 'url', url: 'photo.jpg' } }, 'source'],
  ['', { source: { type: 'base64', data: 'data:image/png;base64,AAAA' } }, 'source.data'],
  ['/prepare', { ...facts, byte_size: 0 }, 'byte_size'],
  ['/prepare', { ...facts, byte_size: 1e9 }, 'byte_size'],
  ['/prepare', { ...facts, checksum: 'abc' }, 'checksum'],
  ['/prepare', { ...facts, content_type: 'png' }, 'content_type'],
  ['/prepare', { ...facts, filename: undefined }, 'filename'],
  ['/confirm', {}, 'signed_id'],
])('POST /files%s with %j is a 422 that names %s', async (path, body, field) => {
  const answer = await bare(createSandbox()).post(path, body);
  expect(answer.status).toBe(422);
  expect((await bodyOf(answer)).errors).toHaveProperty([field]);
});

test('a source that no network leads to is a ValidationError that says so, once', async () => {
  const fetch: typeof globalThis.fetch = async () => new Response('no', { status: 404 });
  const { files } = new FluxKontextClient(createSandbox({ fetch }).clientOptions);
  const error = await rejection(files.create({ source: { type: 'url', url: 'https://cdn.test/cat.png' } }));
  expect(error).toBeInstanceOf(ValidationError);
  expect(String(error).split('answered 404')).toHaveLength(2);
});

test('files ask for the key, and what does not exist is a 404', async () => {
  const sandbox = createSandbox();
  expect((await bare(sandbox, 'wrong').post('/prepare', facts)).status).toBe(401);
  expect((await bare(sandbox).post('/confirm', { signed_id: 'none' })).status).toBe(404);
  expect((await sandbox.fetch(`${sandbox.url}/uploads/none`, { method: 'PUT', body: 'x' })).status).toBe(404);
  expect((await sandbox.fetch(`${sandbox.url}/files/none/cat.png`)).status).toBe(404);
  const { url } = await new FluxKontextClient(sandbox.clientOptions).files.create({
    file: new Blob([bytes]),
  });
  sandbox.reset();
  expect((await sandbox.fetch(url)).status).toBe(404);
});

test('faults on files meet each of the steps, and the SDK gets over them', async () => {
  const sandbox = createSandbox();
  const client = new FluxKontextClient({
    ...sandbox.clientOptions,
    retryBaseDelayMs: 1,
    retryMaxDelayMs: 1,
    logLevel: 'off',
  });
  sandbox.fail({ status: 503, on: 'files', times: 2 });
  await client.files.create({ file: new Blob([bytes]) });
  expect(sandbox.requests.map(({ method, status }) => `${method} ${status}`)).toEqual([
    'POST 503',
    'POST 503',
    'POST 200',
    'PUT 204',
    'POST 201',
  ]);
  sandbox.fail({ status: 404, on: 'files' });
  expect(await rejection(client.files.create({ file: new Blob([bytes]) }))).toBeInstanceOf(NotFoundError);
});

test('a body that is to break off and is none breaks the connection, and the SDK gets over that', async () => {
  const sandbox = createSandbox();
  const { files } = new FluxKontextClient({ ...sandbox.clientOptions, retryBaseDelayMs: 1, logLevel: 'off' });
  const changes = sandbox.subscribe((change) => {
    if (
      change.kind === 'request' &&
      change.request.path.endsWith('/prepare') &&
      change.request.status === 200
    )
      sandbox.fail({ status: 'drop body', on: 'files' }); // for the PUT, whose answer is a 204
  });
  onTestFinished(changes);
  await files.create({ file: new Blob([bytes]) });

  expect(sandbox.requests.map(({ method, status }) => `${method} ${status}`)).toEqual([
    'POST 200',
    'PUT undefined',
    'PUT 204',
    'POST 201',
  ]);
});

test('of the requests that are kept, those with a file do not hold it', async () => {
  const sandbox = createSandbox();
  const { files } = new FluxKontextClient(sandbox.clientOptions);
  await files.create({ file: new Blob([bytes]) });
  await files.create({ source: { type: 'base64', data: picture(PNG, 2_000_000).toString('base64') } });
  const [, put, , base64] = sandbox.requests;
  expect([put?.method, put?.body]).toEqual(['PUT', undefined]);
  expect([base64?.status, base64?.body]).toEqual([201, undefined]);
});
