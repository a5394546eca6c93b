import type { FluxKontextClient } from '@runapi.ai/flux-kontext';
import { createCallbackHandler } from '@runapi.ai/flux-kontext/callbacks';

export interface AppParts {
  client: FluxKontextClient;
  callbackSecret: string;
  /** Where RunAPI reaches this app. */
  publicUrl: string;
}

/** A shop for pictures, small enough to be read at once: what your app would be, whatever its framework. */
export function createApp({ client, callbackSecret, publicUrl }: AppParts) {
  const pictures = new Map<string, string>();
  const apologies = new Map<string, string>();

  const receiveCallback = createCallbackHandler({
    secret: callbackSecret,
    onCompleted: ({ task }) => void pictures.set(task.id, task.images[0].url),
    onFailed: ({ task }) => void apologies.set(task.id, task.error ?? 'No reason was given.'),
  });

  /** Resolves with the id of the task, which is there before the picture is. */
  async function order(orderId: string, prompt: string): Promise<string> {
    const { id } = await client.textToImage.create(
      { model: 'flux-kontext-pro', prompt, callback_url: `${publicUrl}/webhooks/runapi` },
      { idempotencyKey: orderId },
    );
    return id;
  }

  return { order, receiveCallback, pictures, apologies };
}
