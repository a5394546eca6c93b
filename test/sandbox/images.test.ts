import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bodyOf, idOf, inProcess, params } from './support/calls.js';
import { pictureSize } from './support/picture-size.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const DAY_MS = 24 * 60 * 60 * 1_000;

/** A sandbox, and a task whose time is over. */
async function finished(body: object) {
  const calls = inProcess();
  const id = await idOf(calls.create(body));
  vi.advanceTimersByTime(1_500);
  const url: string = (await bodyOf(calls.get(id))).images[0].url;
  return { ...calls, url };
}

test.each([
  ['16:9', 'jpeg', { ...params }],
  ['16:9', 'jpeg', { ...params, aspect_ratio: '16:9' }],
  ['21:9', 'png', { ...params, aspect_ratio: '21:9', output_format: 'png' }],
  ['4:3', 'jpeg', { ...params, aspect_ratio: '4:3', output_format: 'jpeg' }],
  ['1:1', 'png', { ...params, aspect_ratio: '1:1', output_format: 'png' }],
  ['3:4', 'jpeg', { ...params, aspect_ratio: '3:4' }],
  ['9:16', 'png', { ...params, aspect_ratio: '9:16', output_format: 'png' }],
])('the picture is %s and %s, as it was asked for: %j', async (ratio, format, body) => {
  const { sandbox, url } = await finished(body);
  const answer = await sandbox.fetch(url);
  const size = pictureSize(new Uint8Array(await answer.arrayBuffer()));
  const [across = 0, down = 1] = ratio.split(':').map(Number);

  expect(answer.headers.get('Content-Type')).toBe(`image/${format}`);
  expect(url).toMatch(format === 'png' ? /\.png$/ : /\.jpg$/);
  expect(size.format).toBe(format);
  expect(Math.abs(size.width / size.height - across / down)).toBeLessThan(0.05);
});

test('a picture is the same each time, and another for another prompt', async () => {
  const bytesOf = async ({ sandbox, url }: Awaited<ReturnType<typeof finished>>) =>
    Buffer.from(await (await sandbox.fetch(url)).arrayBuffer()).toString('base64');
  const one = await finished(params);
  const other = await finished({ ...params, prompt: 'A cat on a roof' });

  expect(await bytesOf(one)).toBe(await bytesOf(one));
  expect(await bytesOf(other)).not.toBe(await bytesOf(one));
});

test('a picture needs no key, and HEAD tells its type without it', async () => {
  const { sandbox, url } = await finished(params);
  const answer = await sandbox.fetch(url, { method: 'HEAD' });

  expect(answer.status).toBe(200);
  expect(answer.headers.get('Content-Type')).toBe('image/jpeg');
  expect((await answer.arrayBuffer()).byteLength).toBe(0);
});

test('an image URL lives for 7 days, and is gone then', async () => {
  const { sandbox, url } = await finished(params);

  vi.advanceTimersByTime(7 * DAY_MS - 1);
  expect((await sandbox.fetch(url)).status).toBe(200);
  vi.advanceTimersByTime(1);
  expect((await sandbox.fetch(url)).status).toBe(410);
});

test('a URL that was made up is not found', async () => {
  const { sandbox, url } = await finished(params);

  expect((await sandbox.fetch(url.replace(/[0-9a-f]{32}/, '0'.repeat(32)))).status).toBe(404);
  expect((await sandbox.fetch(url.replace('.jpg', '.png'))).status).toBe(404);
});
