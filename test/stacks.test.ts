import { AbortError, type FluxKontextClient, type RunApiError } from '@runapi.ai/flux-kontext';
import { expect, test } from 'vitest';
import { answer, created, pending } from './support/answers.js';
import { clientWith, params } from './support/clients.js';
import { type FakeStep, fakeFetch } from './support/fake-fetch.js';
import { fakeTime, watch } from './support/fake-time.js';

test.each<[string, FakeStep[], (client: FluxKontextClient, signal: AbortSignal) => Promise<unknown>]>([
  ['a create that times out', ['hang'], ({ textToImage }) => textToImage.create(params)],
  [
    'a get that is repeated',
    [answer(503)],
    ({ textToImage }) => textToImage.get('task_1', { maxRetries: 1 }),
  ],
  [
    'a run whose time is up',
    [created(), 'hang'],
    ({ textToImage }) => textToImage.run(params, { maxWaitMs: 50 }),
  ],
  [
    'a wait that is aborted',
    [pending()],
    ({ textToImage }, signal) => textToImage.wait('task_1', { signal }),
  ],
])('the stack of %s shows who called', async (_, steps, call) => {
  const { advance } = fakeTime();
  const controller = new AbortController();
  const client = clientWith({ fetch: fakeFetch(...steps).fetch, timeoutMs: 5_000 });
  const theHandlerThatCalled = async () => await call(client, controller.signal);
  const outcome = watch(theHandlerThatCalled());
  await advance(10_000);
  controller.abort();
  await advance(0);
  const { stack, message } = outcome.error as RunApiError;
  expect(stack).toContain('theHandlerThatCalled');
  expect(stack).toContain(message);
});

test("what onCreated throws keeps its own stack and words, also when it is one of the SDK's errors", async () => {
  const { fetch } = fakeFetch(created());
  let made: string | undefined;
  const thrown = new AbortError('Their own.');
  const onCreated = () => {
    Error.captureStackTrace(thrown);
    made = thrown.stack;
    throw thrown;
  };
  await expect(clientWith({ fetch }).textToImage.run(params, { onCreated })).rejects.toBe(thrown);
  expect(thrown).toMatchObject({ message: 'Their own.', taskId: 'task_1', stack: made });
});
