import { Readable } from 'node:stream';
import { downloadImage, InvalidResponseError } from '@runapi.ai/flux-kontext';
import { expect, test } from 'vitest';
import { done } from './support/answers.js';
import { clientWith, rejection } from './support/clients.js';

/** An answer as node-fetch gives it: its body is a stream of Node. */
const nodeAnswer = (status: number, body: Buffer, headers: Record<string, string> = {}) =>
  ({
    status,
    ok: status < 300,
    headers: new Headers(headers),
    body: Readable.from([body.subarray(0, 20), body.subarray(20)]),
  }) as unknown as Response;

/** Plays these answers, one after the other. */
const playing = (...answers: Response[]) => (async () => answers.shift()) as typeof fetch;

const TASK = Buffer.from(JSON.stringify(done().body));
const JPEG = Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.alloc(90_000)]);

test('a fetch whose bodies are streams of Node will do for a call, and for its redirects', async () => {
  const fetch = playing(nodeAnswer(307, TASK, { Location: '/elsewhere' }), nodeAnswer(200, TASK));
  expect(await clientWith({ fetch }).textToImage.get('task_1')).toEqual(done().body);
});

test('such a fetch will do for a picture', async () => {
  const blob = await downloadImage('https://cdn.test/a.jpg', { fetch: playing(nodeAnswer(200, JPEG)) });
  expect([blob.type, blob.size]).toEqual(['image/jpeg', JPEG.length]);
});

test('such a body has the same limit, and is closed there', async () => {
  const endless = nodeAnswer(200, TASK);
  const body = new Readable({ read: () => void body.push(Buffer.alloc(1024 * 1024)) });
  const { textToImage } = clientWith({ fetch: playing(Object.assign(endless, { body })) });
  expect(await rejection(textToImage.get('task_1'))).toBeInstanceOf(InvalidResponseError);
  await expect.poll(() => body.destroyed).toBe(true);
});

test('a mock that has nothing but a text will do', async () => {
  const mock = { status: 200, ok: true, headers: new Headers(), text: async () => TASK.toString() };
  const fetch = playing(mock as Response);
  expect(await clientWith({ fetch }).textToImage.get('task_1')).toEqual(done().body);
});

test('what gives a Response.error(), as a service worker does, had no connection: a wait goes on', async () => {
  const fetch = playing(Response.error(), nodeAnswer(200, TASK));
  const { textToImage } = clientWith({ fetch });
  expect(await textToImage.wait('task_1', { pollIntervalMs: 1 })).toEqual(done().body);
});

test('a mock whose text is none gives an error that names the task', async () => {
  const mock = { status: 200, ok: true, headers: new Headers(), text: async () => 5 };
  const { textToImage } = clientWith({ fetch: playing(mock as unknown as Response) });
  const error = await rejection(textToImage.get('task_1'));
  expect(error).toBeInstanceOf(InvalidResponseError);
  expect(error).toMatchObject({ taskId: 'task_1' });
});
