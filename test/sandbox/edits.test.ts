import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bodyOf, idOf, inProcess, params } from './support/calls.js';
import { receiver } from './support/receiver.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const source = 'https://cdn.example.com/source.jpg';
const edit = { ...params, input_image: source };

const offline: typeof fetch = async () => {
  throw new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND cdn.example.com') });
};

/** A `fetch` that has one picture to give, and remembers who asked. */
function cdn(answer: () => Response) {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    asked.push(String(input));
    return answer();
  };
  return { asked, fetch };
}

/** A picture that the sandbox itself made, and where it is. */
async function generated(calls: ReturnType<typeof inProcess>) {
  const id = await idOf(calls.create({ ...params, output_format: 'png' }));
  vi.advanceTimersByTime(1_500);
  const url: string = (await bodyOf(calls.get(id))).images[0].url;
  return { url, bytes: await (await calls.sandbox.fetch(url)).arrayBuffer() };
}

/** How an edit ends. */
async function edited({ create, get }: ReturnType<typeof inProcess>, body: object = edit) {
  const id = await idOf(create(body));
  await vi.advanceTimersByTimeAsync(1_500);
  return bodyOf(get(id));
}

test.each(['input_image', 'source_image_url'])(
  'the source under %s is fetched, and is in the picture',
  async (name) => {
    const { bytes } = await generated(inProcess());
    const { asked, fetch } = cdn(() => new Response(bytes));
    const calls = inProcess({ fetch });
    const task = await edited(calls, { ...params, [name]: source });
    const without = await edited(calls, params);
    const pictureOf = async ({ images }: typeof task) =>
      Buffer.from(await (await calls.sandbox.fetch(images[0].url)).arrayBuffer()).toString('base64');

    expect(asked).toEqual([source]);
    expect(task.status).toBe('completed');
    expect(await pictureOf(task)).not.toBe(await pictureOf(without));
  },
);

test("the sandbox's own pictures can be edited without any network", async () => {
  const calls = inProcess({ fetch: offline });
  const { url } = await generated(calls);

  expect(await edited(calls, { ...params, input_image: url })).toMatchObject({ status: 'completed' });
});

test('an own picture that does not exist fails the edit', async () => {
  const calls = inProcess({ fetch: offline });
  const url = `${calls.sandbox.url}/images/none.jpg`;

  expect(await edited(calls, { ...params, input_image: url })).toMatchObject({
    status: 'failed',
    error: `The source image could not be fetched: ${url} answered 404.`,
  });
});

test.each([
  [
    'is not there',
    () => new Response('no', { status: 404 }),
    `could not be fetched: ${source} answered 404.`,
  ],
  ['is empty', () => new Response(null), `could not be fetched: ${source} answered with nothing.`],
  ['is no picture', () => new Response('<html>'), 'no picture that can be read'],
  ['is too large', () => new Response(new Uint8Array(20 * 1024 * 1024 + 1)), 'is larger than 20 MiB.'],
])('a source that %s fails the task, and its error says so', async (_, answer, error) => {
  const calls = inProcess({ fetch: cdn(answer).fetch });

  expect(await edited(calls)).toMatchObject({ status: 'failed', error: expect.stringContaining(error) });
});

test('a source that no network leads to fails the task with what the network said', async () => {
  expect(await edited(inProcess({ fetch: offline }))).toMatchObject({
    status: 'failed',
    error: `The source image could not be fetched: ${source} fetch failed: getaddrinfo ENOTFOUND cdn.example.com.`,
  });
});

test('a source that does not come within 10 seconds fails the task, which is processing until then', async () => {
  const { create, get } = inProcess({ fetch: receiver('hangs').fetch });
  const id = await idOf(create(edit));

  await vi.advanceTimersByTimeAsync(9_999);
  expect((await bodyOf(get(id))).status).toBe('processing');
  await vi.advanceTimersByTimeAsync(1);
  expect(await bodyOf(get(id))).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('within 10 s'),
  });
});

test('an edit is called back once its source has failed', async () => {
  const { received, fetch } = receiver(404);
  await edited(inProcess({ fetch }), { ...edit, callback_url: 'https://your.app/hook' });

  expect(received.map(({ url }) => url)).toEqual([source, 'https://your.app/hook']);
  expect(JSON.parse(received[1]?.body ?? '')).toMatchObject({ status: 'failed' });
});

test('reset stops fetching sources, and leaves no timer', async () => {
  const { sandbox, create } = inProcess({ fetch: receiver('hangs').fetch });
  await create(edit);
  sandbox.reset();
  await vi.advanceTimersByTimeAsync(0);

  expect(vi.getTimerCount()).toBe(0);
});
