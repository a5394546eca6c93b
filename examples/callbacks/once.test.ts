// How a callback has its effect once. docs/callbacks.md shows parts of this.
import { randomUUID } from 'node:crypto';
import {
  type CallbackStore,
  createCallbackHandler,
  memoryCallbackStore,
  redisCallbackStore,
} from '@runapi.ai/flux-kontext/callbacks';
import { signCallback } from '@runapi.ai/flux-kontext/testing';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startRedis } from '../../test/callbacks/support/redis-server.js';

const secret = 'c2VjcmV0LWtleS1mb3ItdGVzdHM=';

/** A callback of RunAPI, as often as it is sent. */
function callback(id: string = randomUUID()) {
  const body = JSON.stringify({
    id: 'task_1',
    status: 'completed',
    images: [{ url: 'https://example.com/1.png' }],
  });
  return () =>
    new Request('https://your.app/webhooks/runapi/flux-kontext', {
      method: 'POST',
      body,
      headers: signCallback({ body, secret, id }),
    });
}

test('with Redis, a callback that reaches several processes is handled in one of them', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const handle = vi.fn();
  const startProcess = () => {
    const redis = new Redis(server.url);
    onTestFinished(() => redis.disconnect());
    const receiveCallback = createCallbackHandler({
      secret,
      store: redisCallbackStore(redis), // a client of ioredis or of redis
      onCompleted: ({ task }) => handle(task.id),
    });
    return receiveCallback;
  };
  const [one, two] = [startProcess(), startProcess()];
  const sent = callback();

  const statuses = await Promise.all([one(sent()), two(sent())]);
  expect(statuses.map(({ status }) => status).sort()[0]).toBe(200);
  expect((await two(sent())).status).toBe(200);
  expect(handle).toHaveBeenCalledOnce();
});

test('a function that can run twice has its effect once, although the process died before it was remembered', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const redis = new Redis(server.url);
  onTestFinished(() => redis.disconnect());
  const write = vi.spyOn(redis, 'hset');
  const receiveCallback = createCallbackHandler({
    secret,
    store: dying(memoryCallbackStore()),
    timeoutMs: 200,
    logger: { warn: vi.fn(), error: vi.fn() },
    onCompleted: async ({ task }) => {
      await redis.hset('pictures', task.id, task.images[0].url); // by the task's id: a second time changes nothing
    },
  });
  const sent = callback();

  expect((await receiveCallback(sent())).status).toBe(500);
  expect((await receiveCallback(sent())).status).toBe(200);
  expect(write).toHaveBeenCalledTimes(2);
  expect(await redis.hgetall('pictures')).toEqual({ task_1: 'https://example.com/1.png' });
});

/** A store that does not get to write down the first completion, as when the process dies; its lease has run out. */
function dying(store: CallbackStore): CallbackStore {
  let died = false;
  return {
    ...store,
    complete: (id, token) => {
      if (died) return store.complete(id, token);
      died = true;
      store.release(id);
      return new Promise(() => {}); // nobody is left to hear an answer
    },
  };
}
