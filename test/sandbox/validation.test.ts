import { expect, test } from 'vitest';
import { bodyOf, inProcess, params } from './support/calls.js';

const edit = { ...params, input_image: 'https://cdn.example.com/source.jpg' };
const noFetch: typeof fetch = async () => new Response(null, { status: 404 });

test.each([
  ['no model', { prompt: 'A' }, { model: ['is required'] }],
  ['no prompt', { model: 'flux-kontext-max' }, { prompt: ['is required'] }],
  ['a blank prompt', { ...params, prompt: ' \n' }, { prompt: ["can't be blank"] }],
  ['a prompt that is no text', { ...params, prompt: 7 }, { prompt: ['must be a string'] }],
  [
    'another model',
    { ...params, model: 'flux-pro' },
    { model: [expect.stringContaining('flux-kontext-max')] },
  ],
  ['another ratio', { ...params, aspect_ratio: '2:1' }, { aspect_ratio: [expect.stringContaining('21:9')] }],
  ['another format', { ...params, output_format: 'webp' }, { output_format: ['must be one of jpeg, png'] }],
  [
    'images in a list',
    { ...params, input_image: [edit.input_image] },
    { input_image: ['must be one URL, not a list'] },
  ],
  [
    'an image that is no URL',
    { ...params, input_image: 'source.jpg' },
    { input_image: [expect.any(String)] },
  ],
  [
    'a file: image',
    { ...params, source_image_url: 'file:///etc/passwd' },
    { source_image_url: [expect.any(String)] },
  ],
  [
    'an image under both names',
    { ...edit, source_image_url: edit.input_image },
    { input_image: ["can't be given together with source_image_url"] },
  ],
  ['a callback to nowhere', { ...params, callback_url: '/hook' }, { callback_url: [expect.any(String)] }],
  [
    'a tolerance of 7',
    { ...params, safety_tolerance: 7 },
    { safety_tolerance: ['must be a whole number from 0 to 6'] },
  ],
  ['half a tolerance', { ...params, safety_tolerance: 1.5 }, { safety_tolerance: [expect.any(String)] }],
  [
    'a tolerance of 3 when editing',
    { ...edit, safety_tolerance: 3 },
    { safety_tolerance: ['must be a whole number from 0 to 2'] },
  ],
  [
    'a switch that is a text',
    { ...params, enable_translation: 'false' },
    { enable_translation: ['must be true or false'] },
  ],
  [
    'expansion under both names',
    { ...params, enable_prompt_expansion: true, prompt_upsampling: true },
    { prompt_upsampling: ["can't be given together with enable_prompt_expansion"] },
  ],
  ['a watermark that is no text', { ...params, watermark: true }, { watermark: ['must be a string'] }],
  ['upload_cn that is no switch', { ...params, upload_cn: 1 }, { upload_cn: ['must be true or false'] }],
  ['null', { ...params, aspect_ratio: null }, { aspect_ratio: [expect.any(String)] }],
  ['a list', [params], { base: ['must be a JSON object'] }],
  [
    'several faults, all of them',
    { output_format: 'gif' },
    { model: ['is required'], prompt: ['is required'], output_format: [expect.any(String)] },
  ],
])('%s is answered with 422, by the name of the param', async (_, body, errors) => {
  const { sandbox, create } = inProcess();
  const answer = await create(body);

  expect(answer.status).toBe(422);
  expect(await bodyOf(answer)).toEqual({ error: 'Validation failed', errors });
  expect(sandbox.tasks).toEqual([]);
});

test.each([
  [
    'generating',
    { ...params, aspect_ratio: '9:16', output_format: 'png', safety_tolerance: 6, enable_translation: false },
  ],
  ['editing', { ...edit, model: 'flux-kontext-max', safety_tolerance: 2, enable_prompt_expansion: true }],
  ['the other names', { ...params, source_image_url: edit.input_image, prompt_upsampling: false }],
  ['the rest', { ...params, watermark: 'mine', upload_cn: false, callback_url: 'https://your.app/hook' }],
  ['names that it does not know', { ...params, seed: 42 }],
])('params that the service takes are taken: %s', async (_, body) => {
  const { sandbox, create } = inProcess({ fetch: noFetch });

  expect((await create(body)).status).toBe(202);
  expect(sandbox.tasks[0]?.params).toEqual(body);
});

test.each(['', '{', 'prompt=A', '\u0000'])('%j is no JSON, and answered with 400', async (body) => {
  const { create } = inProcess();

  expect((await create(body)).status).toBe(400);
});

test('bytes that are no UTF-8 are no JSON', async () => {
  const { create } = inProcess();

  expect((await create('', {}, { body: Uint8Array.of(0x22, 0xff, 0x22) })).status).toBe(400);
});

test('a body of over 1 MiB is refused, and not kept', async () => {
  const { sandbox, create } = inProcess();
  const withPrompt = (length: number) => JSON.stringify({ ...params, prompt: 'a'.repeat(length) });
  const room = 1024 * 1024 - withPrompt(0).length;

  expect((await create(withPrompt(room))).status).toBe(202);
  expect((await create(withPrompt(room + 1))).status).toBe(413);
  expect(sandbox.requests[1]).not.toHaveProperty('body');
});
