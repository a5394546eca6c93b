// The samples of the product brief, as they stand there, but for what its translation broke (comments, `5 * 60_000`).

import { RateLimitError } from '@runapi.ai/core/errors';
import { FluxKontextClient, InsufficientCreditsError, TaskFailedError } from '@runapi.ai/flux-kontext';
import { verifyCallback } from '@runapi.ai/flux-kontext/callbacks';
import { createSandbox } from '@runapi.ai/flux-kontext/testing';

const client = new FluxKontextClient();

export async function textToImage() {
  const result = await client.textToImage.run({
    model: 'flux-kontext-pro',
    prompt: 'A futuristic cityscape at night',
    aspect_ratio: '16:9',
    output_format: 'jpeg',
  });
  const url: string = result.images[0].url;
  return url;
}

export async function split() {
  const { id } = await client.textToImage.create({
    model: 'flux-kontext-pro',
    prompt: '...',
  });
  const status = await client.textToImage.get(id);
  if (status.status === 'completed') {
    const url: string = status.images[0].url;
    const origin: string | undefined = status.images[1]?.origin_url;
    return [url, origin];
  }
  if (status.status === 'failed') return status.error;
  return status.status;
}

export async function polling(params: Parameters<typeof client.textToImage.run>[0]) {
  await client.textToImage.run(params, {
    maxWaitMs: 5 * 60_000,
    pollIntervalMs: 2_000,
  });
}

export async function imageToImage() {
  await client.textToImage.run({
    model: 'flux-kontext-max',
    prompt: 'Restyle as a 1970s film photograph',
    input_image: 'https://cdn.example.com/source.jpg',
    aspect_ratio: '4:3',
  });
}

export async function callback() {
  await client.textToImage.create({
    model: 'flux-kontext-pro',
    prompt: '...',
    callback_url: 'https://your.app/webhooks/runapi/flux-kontext',
  });
}

export async function errors() {
  try {
    await client.textToImage.run({
      model: 'flux-kontext-pro',
      prompt: '...',
    });
  } catch (err) {
    if (err instanceof InsufficientCreditsError) {
      return err.status;
    } else if (err instanceof TaskFailedError) {
      return err.details;
    } else if (err instanceof RateLimitError) {
      const ms: number = err.retryAfterMs;
      return ms;
    } else throw err;
  }
}

export const others = [verifyCallback, createSandbox];

const source = ['https://cdn.example.com/source.jpg'];

// What must not compile.
export const wrong = [
  // @ts-expect-error model is required on every call
  () => client.textToImage.create({ prompt: '...' }),
  // @ts-expect-error input_image is one URL, not an array
  () => client.textToImage.create({ model: 'flux-kontext-pro', prompt: '...', input_image: source }),
];
