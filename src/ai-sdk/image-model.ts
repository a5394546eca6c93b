import { newIdempotencyKey, RunApiError, withContext } from '@runapi.ai/core';
import {
  type ClientOptions,
  type CompletedTextToImageResponse,
  type DownloadOptions,
  downloadImage,
  type FluxKontextClient,
  type FluxKontextModel,
} from '@runapi.ai/flux-kontext';
import { describe } from '../params/describe.js';
import { toValidationError } from '../params/to-validation-error.js';
import { checkModelOptions, type ImageModelOptions } from './model-options.js';
import { numbered } from './numbered.js';
import { type Order, settle } from './settle.js';
import { sourceImage } from './source-image.js';
import type { FluxKontextImageModel } from './specification.js';
import { messageOf } from './thrown.js';
import { toParams } from './to-params.js';

const MODELS = { 'flux-kontext-pro': true, 'flux-kontext-max': true } satisfies Record<
  FluxKontextModel,
  true
>;

/** What a model works with. */
export interface Tools {
  /** Made at its first use, as it may find no key. */
  readonly client: () => FluxKontextClient;
  /** What the client was given and a download takes, too. */
  readonly download: Pick<ClientOptions, 'fetch' | 'timeoutMs' | 'maxRetries'>;
}

/** @throws ValidationError for an id that is none, and for options that can't be used */
export function createImageModel(
  modelId: FluxKontextModel,
  { client, download }: Tools,
  own: ImageModelOptions = {},
): FluxKontextImageModel {
  checkModelId(modelId);
  checkModelOptions(own);
  return {
    specificationVersion: 'v3',
    provider: 'runapi.flux-kontext',
    modelId,
    // All of them: among calls of its own `generateImage` would drop the pictures of all when one call fails.
    maxImagesPerCall: Number.MAX_SAFE_INTEGER,
    async doGenerate(call) {
      const timestamp = new Date();
      const { params, options, warnings } = toParams(modelId, call);
      const { textToImage, files } = client();
      const [file] = call.files ?? [];
      const source = file && (await sourceImage(files, file, params, options));
      const complete = source === undefined ? params : { ...params, input_image: source };
      const { idempotencyKey = newIdempotencyKey(), signal } = options;
      const orders = Array.from({ length: call.n }, (_, index): Order => {
        return { key: numbered(idempotencyKey, index) };
      });
      const make = async (order: Order) => {
        const task = await textToImage.run(complete, {
          ...own,
          ...options,
          idempotencyKey: order.key,
          onCreated: (created) => {
            order.taskId = created.id;
            return theirs(order, own.onCreated)(created);
          },
          onUpdate: own.onUpdate && theirs(order, own.onUpdate),
        });
        return picturesOf(task, { ...download, signal });
      };
      const results = await Promise.allSettled(orders.map(make));
      const { pictures, missing } = settle({
        idempotencyKey,
        orders,
        results,
        signal,
        uploaded: file?.type === 'file' ? source : undefined,
      });
      return {
        images: pictures.flat().map(({ bytes }) => bytes),
        warnings: [...warnings, ...missing.map((message) => ({ type: 'other' as const, message }))],
        providerMetadata: { fluxKontext: { images: pictures.flat().map(({ metadata }) => metadata) } },
        response: { timestamp, modelId, headers: undefined },
      };
    },
  };
}

/** What a function of the caller's throws ends the call, and is never taken for an error of ours: nor by the AI SDK. */
const theirs =
  <Args extends unknown[]>(order: Order, work: ((...args: Args) => unknown) | undefined) =>
  async (...args: Args): Promise<void> => {
    try {
      await work?.(...args);
    } catch (error) {
      order.hasThrown = true;
      throw new RunApiError(
        `A function of yours threw: ${messageOf(error)}. Task ${order.taskId} goes on: client.textToImage.wait('${order.taskId}').`,
        { taskId: order.taskId, cause: error },
      );
    }
  };

function checkModelId(modelId: unknown): void {
  if (typeof modelId === 'string' && Object.hasOwn(MODELS, modelId)) return;
  const message = `must be ${Object.keys(MODELS).join(' or ')}, not ${describe(modelId)}`;
  throw toValidationError([{ path: 'modelId', message }]);
}

async function picturesOf({ id: taskId, images }: CompletedTextToImageResponse, options: DownloadOptions) {
  try {
    const pictures = [];
    for (const image of images) {
      const blob = await downloadImage(image, options);
      pictures.push({ bytes: new Uint8Array(await blob.arrayBuffer()), metadata: { ...image, taskId } });
    }
    return pictures;
  } catch (error) {
    throw withContext(
      error,
      { taskId },
      `The picture is made, and paid for: client.textToImage.get('${taskId}') says where it is.`,
    );
  }
}
