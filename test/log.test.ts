import { expect, test, vi } from 'vitest';
import { answer, created, done } from './support/answers.js';
import { clientWith, KEY, params } from './support/clients.js';
import { connectionError, fakeFetch } from './support/fake-fetch.js';
import { fakeTime, watch } from './support/fake-time.js';

const PATH = '/api/v1/flux_kontext/text_to_image';

/** A client at `debug`, and the lines that it wrote, each as it was given. */
function logging(...steps: Parameters<typeof fakeFetch>) {
  const lines: unknown[][] = [];
  const write = (...line: unknown[]) => void lines.push(line);
  const { textToImage } = clientWith({
    fetch: fakeFetch(...steps).fetch,
    maxRetries: 2,
    logger: { debug: write, info: write, warn: write, error: write },
    logLevel: 'debug',
  });
  return { textToImage, lines };
}

test('each attempt is one line at debug: method, path, status, time, number and request id', async () => {
  const { advance } = fakeTime();
  const { textToImage, lines } = logging(
    connectionError('ECONNRESET'),
    answer(503, 'Restarting', { 'X-Request-Id': 'req_1' }),
    answer(202, created().body, { 'X-Request-Id': 'req_2' }),
    done(),
  );
  watch(textToImage.run(params));
  await advance(1_000);
  const attempts = lines.flat().filter((line) => !String(line).includes('retry'));
  expect(attempts).toEqual([
    `[runapi] POST ${PATH} NetworkError 0 ms attempt 1`,
    `[runapi] POST ${PATH} 503 0 ms attempt 2 req_1`,
    `[runapi] POST ${PATH} 202 0 ms attempt 3 req_2`,
    `[runapi] GET ${PATH}/task_1 200 0 ms attempt 1`,
  ]);
});

test('the time on the line is that of the attempt', async () => {
  const { advance } = fakeTime();
  const { textToImage, lines } = logging(
    () => new Promise((resolve) => setTimeout(() => resolve(Response.json(done().body)), 1_234)),
  );
  watch(textToImage.get('task_1'));
  await advance(2_000);
  expect(lines).toEqual([[`[runapi] GET ${PATH}/task_1 200 1234 ms attempt 1`]]);
});

test('no line holds the prompt, the key, the idempotency key or any other header', async () => {
  const { advance } = fakeTime();
  const { textToImage, lines } = logging(connectionError(), answer(429), created(), answer(500), done());
  const options = {
    headers: { 'X-Tenant': 'tenant-7' },
    idempotencyKey: 'order-7',
    clientRequestId: 'mine-7',
  };
  watch(textToImage.run(params, options));
  await advance(60_000);
  expect(lines.length).toBeGreaterThan(5);
  const all = JSON.stringify(lines);
  for (const secret of [KEY, params.prompt, 'tenant-7', 'order-7', 'mine-7'])
    expect(all).not.toContain(secret);
});

test('no line holds what the service said: it may quote the prompt', async () => {
  const { advance } = fakeTime();
  const echo = { error: { code: 'no_gpu', message: `cannot draw ${params.prompt}` } };
  const { textToImage, lines } = logging(
    answer(500, echo, { 'X-Request-Id': 'req_1' }),
    created(),
    answer(503, echo),
    answer(200, `{"id":"task_1","prompt":"${params.prompt}`),
    done(),
  );
  const outcome = watch(textToImage.run(params));
  await advance(60_000);
  expect(outcome.value).toMatchObject({ id: 'task_1' });
  const text = lines.flat().join('\n');
  expect(text).not.toContain(params.prompt);
  expect(text).toContain('after: ServerError 500 no_gpu req_1');
  expect(text).toContain('after: ServiceUnavailableError 503 no_gpu');
  expect(text).toContain('after: InvalidResponseError 200');
});

test.each(['off', 'error'] as const)('at %s neither attempts nor retries are written', async (logLevel) => {
  const { advance } = fakeTime();
  const write = vi.fn();
  const logger = { debug: write, info: write, warn: write, error: write };
  const { fetch } = fakeFetch(connectionError(), created(), answer(429), answer(500), done());
  const outcome = watch(clientWith({ fetch, maxRetries: 1, logger, logLevel }).textToImage.run(params));
  await advance(60_000);
  expect(outcome.value).toMatchObject({ status: 'completed' });
  expect(write).not.toHaveBeenCalled();
});
