const { FluxKontextClient, TaskTimeoutError } = require('@runapi.ai/flux-kontext');
const { createSandbox } = require('@runapi.ai/flux-kontext/testing');

const params = { model: 'flux-kontext-pro', prompt: 'A lighthouse' };

afterEach(() => {
  jest.useRealTimers();
});

test('the picture comes', async () => {
  const sandbox = createSandbox({ pendingMs: 0, processingMs: 0 });
  const client = new FluxKontextClient(sandbox.clientOptions);
  const { images } = await client.textToImage.run(params);

  expect(images[0].url).toContain('/images/');
});

test('a time-out after 15 minutes', async () => {
  jest.useFakeTimers();
  const sandbox = createSandbox();
  const client = new FluxKontextClient(sandbox.clientOptions);
  const ended = client.textToImage.run({ ...params, prompt: '[slow:20m]' }).catch((error) => error);
  await jest.advanceTimersByTimeAsync(15 * 60_000);

  expect(await ended).toBeInstanceOf(TaskTimeoutError);
});

test('over HTTP, for an app in a process of its own', async () => {
  const sandbox = createSandbox({ pendingMs: 0, processingMs: 0 });
  const server = await sandbox.listen();
  const client = new FluxKontextClient({ apiKey: sandbox.apiKey, baseUrl: server.url });
  const { images } = await client.textToImage.run(params);
  await server.close();

  expect(images[0].url).toContain(`${server.url}/images/`);
});
