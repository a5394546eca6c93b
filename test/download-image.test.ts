import {
  AbortError,
  downloadImage,
  type Image,
  InvalidResponseError,
  NetworkError,
  NotFoundError,
  RunApiError,
  TimeoutError,
  ValidationError,
} from '@runapi.ai/flux-kontext';
import { expect, test, vi } from 'vitest';
import { answer } from './support/answers.js';
import { rejection } from './support/clients.js';
import { fakeFetch } from './support/fake-fetch.js';
import { fakeTime, watch } from './support/fake-time.js';
import {
  begin,
  drip,
  flood,
  give,
  JPEG,
  PAGE,
  PNG,
  picture,
  pictureHost,
  redirect,
} from './support/picture-host.js';

vi.stubEnv('RUNAPI_LOG', 'off');

const MEBIBYTE = 1024 * 1024;
const quick = { maxRetries: 0 };
/** As a text: thousands of bytes are compared at once, and not one by one. */
const bytesOf = async (blob: Blob) => base64(await blob.arrayBuffer());
const base64 = (bytes: ArrayBuffer | Uint8Array) => Buffer.from(bytes as Uint8Array).toString('base64');

test.each([
  ['image/jpeg', JPEG],
  ['image/png', PNG],
  ['image/webp', 'RIFF\x10\0\0\0WEBPVP8 '],
  ['image/gif', 'GIF89a'],
  ['image/avif', '\0\0\0\x20ftypavif'],
])(
  'an %s comes back whole, and its type is told by its first bytes, whatever the header says',
  async (type, head) => {
    const bytes = picture(head);
    const host = await pictureHost(give(bytes, { 'Content-Type': 'application/octet-stream' }));
    const blob = await downloadImage({ url: `${host.url}/cat` });
    expect(blob.type).toBe(type);
    expect(await bytesOf(blob)).toBe(base64(bytes));
  },
);

test('an image and its URL are the same thing', async () => {
  const host = await pictureHost(give(picture(PNG)));
  const image: Image = { url: `${host.url}/cat.png?token=1` };
  expect((await downloadImage(image)).size).toBe((await downloadImage(image.url)).size);
  expect(host.seen.map(({ target }) => target)).toEqual(['/cat.png?token=1', '/cat.png?token=1']);
});

test('no API key goes to the host of the picture, nor to where that leads', async () => {
  vi.stubEnv('RUNAPI_API_KEY', 'runapi_live_secret_0123456789');
  const other = await pictureHost(give(picture(PNG)));
  const host = await pictureHost(redirect(`${other.url}/cat.png`));
  await downloadImage(`${host.url}/cat.png`);
  const sent = JSON.stringify([...host.seen, ...other.seen].map(({ headers }) => headers));
  expect(sent).not.toMatch(/secret|authorization|cookie/i);
});

test('a picture may be at another origin than its URL says', async () => {
  const bytes = picture(JPEG);
  const other = await pictureHost(give(bytes));
  const host = await pictureHost(redirect('/b', 307), redirect(`${other.url}/c`, 301));
  expect(await bytesOf(await downloadImage(`${host.url}/a`))).toBe(base64(bytes));
});

test.each([
  ['https:', 'http://cdn.test/cat.png'],
  ['https:', 'data:image/png;base64,iVBORw0KGgo='],
  ['https:', 'ftp://cdn.test/cat.png'],
  ['http:', 'data:image/png;base64,iVBORw0KGgo='],
  ['http:', 'ftp://cdn.test/cat.png'],
])('what was asked for over %s is not got from %s', async (protocol, location) => {
  const { fetch, asked } = fakeFetch(answer(302, '', { Location: location }), answer(200, picture(PNG)));
  const error = await rejection(downloadImage(`${protocol}//cdn.test/cat.png`, { fetch }));
  expect(error).toBeInstanceOf(InvalidResponseError);
  expect(String(error)).toContain('which is not followed');
  expect(asked).toHaveLength(1);
});

test('a picture may go from http: to https:, and not back', async () => {
  const { fetch, asked } = fakeFetch(
    answer(302, '', { Location: 'https://cdn.test/cat.png' }),
    answer(302, '', { Location: 'http://cdn.test/cat.png' }),
  );
  expect(await rejection(downloadImage('http://cdn.test/cat.png', { fetch }))).toBeInstanceOf(
    InvalidResponseError,
  );
  expect(asked.map(({ url }) => url)).toEqual(['http://cdn.test/cat.png', 'https://cdn.test/cat.png']);
});

test('redirects in a circle end', async () => {
  const host = await pictureHost(redirect('/again'));
  expect(await rejection(downloadImage(host.url, quick))).toBeInstanceOf(InvalidResponseError);
  expect(host.seen).toHaveLength(6);
});

test.each([
  ['a page of a gateway', PAGE, 'it is an HTML page'],
  ['some JSON', '{"error":"none"}', 'it begins with {"error":"none"}'],
  ['nothing', '', 'it is empty'],
  ['half of a signature', '\x89PN', 'is no picture'],
])('%s in place of a picture is refused, although its header calls it one', async (_, body, said) => {
  const host = await pictureHost(give(Buffer.from(body, 'latin1'), { 'Content-Type': 'image/png' }));
  const error = await rejection(downloadImage(`${host.url}/cat.png`));
  expect(error).toBeInstanceOf(InvalidResponseError);
  expect(String(error)).toContain(said);
  expect(String(error)).not.toContain('<');
  expect(host.seen).toHaveLength(1);
});

test('what is no picture is refused as soon as its first bytes tell, and the rest is not waited for', async () => {
  const cancel = vi.fn();
  const start = (controller: ReadableStreamDefaultController) => {
    for (const char of '<!DOCTYPE ht') controller.enqueue(new TextEncoder().encode(char));
  };
  const { fetch } = fakeFetch(() => new Response(new ReadableStream({ start, cancel })));
  const error = await rejection(downloadImage('https://cdn.test/cat.png', { fetch, timeoutMs: 1_000 }));
  expect(error).toBeInstanceOf(InvalidResponseError);
  expect(cancel).toHaveBeenCalledOnce();
});

test('a body without an end is stopped at maxBytes, says how much had come, and its connection is let go', async () => {
  const host = await pictureHost(flood);
  const error = await rejection(downloadImage(`${host.url}/cat.png`, { maxBytes: 1_000_000 }));
  expect(error).toBeInstanceOf(InvalidResponseError);
  const { details } = error as { details: { receivedBytes: number; maxBytes: number } };
  expect(details.maxBytes).toBe(1_000_000);
  expect(details.receivedBytes).toBeGreaterThan(1_000_000);
  expect(details.receivedBytes).toBeLessThan(2_000_000);
  expect(String(error)).toContain(String(details.receivedBytes));
  expect(host.seen).toHaveLength(1);
  await vi.waitFor(() => expect(host.sockets.size).toBe(0), { timeout: 10_000 });
});

test('a picture of exactly maxBytes is taken, and one byte more is not, whatever content-length says', async () => {
  const host = await pictureHost(give(picture(PNG, 5_000)));
  expect((await downloadImage(host.url, { maxBytes: 5_000 })).size).toBe(5_000);
  expect((await downloadImage(host.url, { maxBytes: Number.POSITIVE_INFINITY })).size).toBe(5_000);
  const error = await rejection(downloadImage(`${host.url}/cat.png`, { maxBytes: 4_999 }));
  expect(error).toMatchObject({
    name: 'InvalidResponseError',
    message: `GET ${host.url}/cat.png: the picture is larger than 4999 bytes (5000 had come when reading was stopped). If that can be right, raise maxBytes.`,
  });
  const lying = fakeFetch(answer(200, picture(PNG, 5_000), { 'Content-Length': '10' }));
  expect(await rejection(downloadImage(host.url, { maxBytes: 4_999, fetch: lying.fetch }))).toBeInstanceOf(
    InvalidResponseError,
  );
});

test('64 MiB are the limit when none is given', async () => {
  // In memory: so many bytes over a socket take their time on a busy machine.
  const piece = Buffer.concat([picture(PNG, 100), Buffer.alloc(8 * MEBIBYTE - 100)]);
  const pull = (controller: ReadableStreamDefaultController) => controller.enqueue(new Uint8Array(piece));
  const { fetch } = fakeFetch(() => new Response(new ReadableStream({ pull })));
  const error = await rejection(downloadImage('https://cdn.test/cat.png', { fetch }));
  expect(error).toMatchObject({
    name: 'InvalidResponseError',
    details: { maxBytes: 64 * MEBIBYTE, receivedBytes: 72 * MEBIBYTE },
  });
});

test('a picture that drips in comes whole', async () => {
  const bytes = picture(JPEG, 300);
  const host = await pictureHost(drip(bytes));
  const blob = await downloadImage(host.url);
  expect([blob.type, await bytesOf(blob)]).toEqual(['image/jpeg', base64(bytes)]);
});

test.each([[[1]], [[11, 12]], [[12, 24]], [[3, 203, 204]]])(
  'a picture comes whole, wherever it is cut in pieces: %j',
  async (cuts) => {
    const bytes = picture(JPEG, 300);
    const start = (controller: ReadableStreamDefaultController) => {
      for (const [i, from] of [0, ...cuts].entries())
        controller.enqueue(new Uint8Array(bytes.subarray(from, cuts[i])));
      controller.close();
    };
    const { fetch } = fakeFetch(() => new Response(new ReadableStream({ start })));
    const blob = await downloadImage('https://cdn.test/cat.png', { fetch });
    expect([blob.type, await bytesOf(blob)]).toEqual(['image/jpeg', base64(bytes)]);
  },
);

test('a picture comes whole, however big the pieces are that its first bytes come in', async () => {
  const bytes = picture(PNG, 8 * MEBIBYTE);
  const start = (controller: ReadableStreamDefaultController) => {
    controller.enqueue(new Uint8Array(bytes.subarray(0, 3)));
    controller.enqueue(new Uint8Array(bytes.subarray(3)));
    controller.close();
  };
  const { fetch } = fakeFetch(() => new Response(new ReadableStream({ start })));
  const blob = await downloadImage('https://cdn.test/cat.png', { fetch });
  expect([blob.type, await bytesOf(blob)]).toEqual(['image/png', base64(bytes)]);
});

test('a part of a picture that nobody asked for is no picture, and lets its connection go', async () => {
  const cancel = vi.fn();
  const start = (controller: ReadableStreamDefaultController) =>
    controller.enqueue(new Uint8Array(picture(PNG)));
  const { fetch } = fakeFetch(() => new Response(new ReadableStream({ start, cancel }), { status: 206 }));
  const error = await rejection(downloadImage('https://cdn.test/cat.png', { fetch, ...quick }));
  expect(error).toMatchObject({
    name: 'InvalidResponseError',
    message: expect.stringContaining('only a part'),
  });
  expect(cancel).toHaveBeenCalledOnce();
});

test('the time limit covers the body', async () => {
  const host = await pictureHost(begin(picture(PNG, 10_000)));
  expect(await rejection(downloadImage(host.url, { ...quick, timeoutMs: 100 }))).toBeInstanceOf(TimeoutError);
  await vi.waitFor(() => expect(host.sockets.size).toBe(0), { timeout: 10_000 });
});

test('an abort ends the download at once, and lets the connection go', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const host = await pictureHost(begin(picture(PNG, 10_000), () => controller.abort(reason)));
  const error = await rejection(downloadImage(host.url, { signal: controller.signal }));
  expect(error).toBeInstanceOf(AbortError);
  expect(error).toHaveProperty('cause', reason);
  await vi.waitFor(() => expect(host.sockets.size).toBe(0), { timeout: 10_000 });
});

test('a picture that broke off is fetched anew, and holds nothing of the first half', async () => {
  const bytes = picture(PNG);
  const host = await pictureHost(
    begin(bytes.subarray(0, 50_000), (response) => response.destroy()),
    give(bytes),
  );
  expect(await bytesOf(await downloadImage(host.url))).toBe(base64(bytes));
  expect(host.seen).toHaveLength(2);
});

test('a content-length that is never reached is a lost connection', async () => {
  const host = await pictureHost((response) => {
    response.writeHead(200, { 'Content-Length': '200000' });
    response.write(picture(PNG), () => response.destroy());
  });
  expect(await rejection(downloadImage(host.url, quick))).toBeInstanceOf(NetworkError);
});

test('it is retried as every GET is: after 503 and a broken connection, with a growing pause', async () => {
  const time = fakeTime();
  const { fetch, asked } = fakeFetch(answer(503), new TypeError('fetch failed'), answer(200, picture(PNG)));
  const outcome = watch(downloadImage('https://cdn.test/cat.png', { fetch }));
  await time.advance(2_000);
  expect(outcome.value?.type).toBe('image/png');
  const [first = 0, second = 0, third = 0] = asked.map(({ at }) => at);
  expect(second - first).toBeGreaterThanOrEqual(250);
  expect(third - second).toBeGreaterThanOrEqual(500);
});

test.each([
  [undefined, 3],
  [0, 1],
  [5, 6],
])('with maxRetries %j, a passing fault is met %d times', async (maxRetries, times) => {
  const time = fakeTime();
  const { fetch, asked } = fakeFetch(answer(503));
  const outcome = watch(rejection(downloadImage('https://cdn.test/cat.png', { fetch, maxRetries })));
  await time.advance(120_000);
  expect(outcome.value).toMatchObject({ name: 'ServiceUnavailableError' });
  expect(asked).toHaveLength(times);
});

test('a Retry-After is kept', async () => {
  const time = fakeTime();
  const { fetch, asked } = fakeFetch(answer(429, '', { 'Retry-After': '7' }), answer(200, picture(PNG)));
  const outcome = watch(downloadImage('https://cdn.test/cat.png', { fetch }));
  await time.advance(6_999);
  expect(asked).toHaveLength(1);
  await time.advance(1);
  expect(outcome.value?.type).toBe('image/png');
});

test.each([404, 410])(
  'a %d says that the URL has ended and what to do, and is not repeated',
  async (status) => {
    const host = await pictureHost(give('gone', {}, status));
    const error = await rejection(downloadImage(`${host.url}/cat.png`));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ status });
    expect(String(error)).toMatch(/7 days.*made anew/s);
    expect(host.seen).toHaveLength(1);
  },
);

test.each([
  [401, 'AuthenticationError'],
  [403, 'PermissionDeniedError'],
  [418, 'RunApiError'],
  [500, 'ServerError'],
])('a %d is an %s that does not send its reader after the API key', async (status, name) => {
  const host = await pictureHost(give('<Error>AccessDenied</Error>', {}, status));
  const error = await rejection(downloadImage(`${host.url}/cat.png`, quick));
  expect(error).toMatchObject({ name, status });
  expect(String(error)).toContain('what the host of the picture says, not the API');
  expect(String(error)).not.toMatch(/API key|parameters/);
});

test('what follows the ? of a URL may be a signature, and shows in no error', async () => {
  const host = await pictureHost(give('gone', {}, 410));
  const error = await rejection(downloadImage(`${host.url}/cat.png?signature=s3cr3t`));
  expect(String(error)).toContain('/cat.png was answered 410');
  expect(JSON.stringify(error)).not.toContain('s3cr3t');
});

const task = { id: 'task_1', status: 'completed', images: [{ url: 'https://cdn.test/cat.png' }] };

test.each<[string, unknown, string]>([
  ['a whole result', task, 'pass result.images[0]'],
  ['all images of one', task.images, 'pass result.images[0]'],
  ['a task that is not done', { id: 'task_1', status: 'pending' }, 'client.textToImage.wait(id)'],
  ['nothing', undefined, 'such as result.images[0], or its URL, not undefined'],
  ['null', null, 'not null'],
  ['an empty text', '', 'an absolute http or https URL, not ""'],
  ['a path', 'out/cat.png', 'an absolute http or https URL, not "out/cat.png"'],
  ['an image without a scheme', { url: 'cdn.test/cat.png' }, 'an absolute http or https URL'],
  ['another protocol', 'file:///etc/passwd', 'an absolute http or https URL'],
  ['a data: URL', 'data:image/png;base64,iVBORw0KGgo=', 'an absolute http or https URL'],
  ['a URL object', new URL('https://cdn.test/cat.png'), 'pass its href'],
  ['a URL with a password', 'https://me:hunter2@cdn.test/cat.png', 'user name or password'],
])('%s in place of an image is refused with what to write', async (_, image, said) => {
  const { fetch, asked } = fakeFetch(answer(200, picture(PNG)));
  const error = await rejection(downloadImage(image as Image, { fetch }));
  expect(error).toBeInstanceOf(ValidationError);
  expect(String(error)).toContain(said);
  expect(String(error)).not.toContain('hunter2');
  expect(asked).toHaveLength(0);
});

test.each<[string, object]>([
  ['maxBytes', { maxBytes: 0 }],
  ['maxBytes', { maxBytes: 1.5 }],
  ['maxBytes', { maxBytes: '10MB' }],
  ['timeoutMs', { timeoutMs: -1 }],
  ['maxRetries', { maxRetries: 1.5 }],
  ['fetch', { fetch: 'fetch' }],
  ['signal', { signal: true }],
])('the option %s is checked before anything is sent', async (path, options) => {
  const error = await rejection(downloadImage('https://cdn.test/cat.png', options as object));
  expect(error).toBeInstanceOf(ValidationError);
  expect(error).toMatchObject({ issues: [{ path }] });
});

test('every error is one of ours, and says why', async () => {
  const thrown = Object.assign(new Error('the cable is out'), { code: 'ENETUNREACH' });
  const { fetch } = fakeFetch(thrown);
  const error = await rejection(downloadImage('https://cdn.test/cat.png', { ...quick, fetch }));
  expect(error).toBeInstanceOf(RunApiError);
  expect(error).toMatchObject({
    name: 'NetworkError',
    message: 'GET https://cdn.test/cat.png: there was no connection (ENETUNREACH: the cable is out).',
    code: 'ENETUNREACH',
    cause: thrown,
  });
});
