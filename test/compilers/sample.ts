// Compiled by every TypeScript that the README names, with types of the runtime and without: it names none itself.

import {
  type ClientOptions,
  FluxKontextClient,
  RunApiError,
  TaskFailedError,
  textToImageParamsSchema,
} from '@runapi.ai/flux-kontext';
import { createCallbackHandler, verifyCallback } from '@runapi.ai/flux-kontext/callbacks';
import { createSandbox } from '@runapi.ai/flux-kontext/testing';

export async function picture(options: ClientOptions): Promise<string> {
  const client = new FluxKontextClient({ ...options, logLevel: 'warn', maxRetries: 1 });
  try {
    const { images } = await client.textToImage.run(
      { model: 'flux-kontext-pro', prompt: 'A lighthouse at dawn', aspect_ratio: '16:9' },
      { maxWaitMs: 60_000, onCreated: ({ id }) => void id, onUpdate: ({ status }) => void status },
    );
    return images[0].url;
  } catch (error) {
    if (error instanceof TaskFailedError) return String(error.details);
    if (error instanceof RunApiError) return error.taskId ?? error.message;
    throw error;
  }
}

export async function state(client: FluxKontextClient, id: string): Promise<string | undefined> {
  const task = await client.textToImage.get(id);
  if (task.status === 'completed') return task.images[0].url;
  return task.status === 'failed' ? task.error : task.status;
}

export const id: string = verifyCallback({ body: '', headers: { a: 'b' }, secret: ['new', 'old'] }).id;
export const handler = createCallbackHandler({ onCompleted: ({ task }) => task.images[0].url });
export const sandboxed = new FluxKontextClient(createSandbox({ pendingMs: 0 }).clientOptions);
export const proxied = (dispatcher: never): ClientOptions => ({ fetchOptions: { dispatcher } });
export const checked = textToImageParamsSchema['~standard'].validate({});

const model = 'flux-kontext-pro';
// @ts-expect-error: a misspelt param
sandboxed.textToImage.create({ model, prompt: 'x', aspect_ration: '1:1' });
// @ts-expect-error: input_image is one URL
sandboxed.textToImage.create({ model, prompt: 'x', input_image: ['https://example.com'] });
