import { checkRequestOptions, pollingIssues, typeIssues, withContext } from '@runapi.ai/core';
import {
  type ClientOptions,
  type DownloadOptions,
  downloadImage,
  type FluxKontextClient,
  type FluxKontextModel,
  type Image,
  type RunOptions,
} from '@runapi.ai/flux-kontext';
import { describe } from '../params/describe.js';
import { toValidationError } from '../params/fault.js';
import { makeAll } from './make-all.js';
import { sourceImage } from './source-image.js';
import type { FluxKontextImageModel } from './specification.js';
import { toParams } from './to-params.js';

/** Those of `run` that `generateImage` has no name for. */
export type ImageModelOptions = Pick<RunOptions, 'maxWaitMs' | 'pollIntervalMs' | 'onCreated' | 'onUpdate'>;

const IMAGE_MODEL_OPTIONS = {
  maxWaitMs: true,
  pollIntervalMs: true,
  onCreated: true,
  onUpdate: true,
} as const satisfies Record<keyof ImageModelOptions, true>;

const MODELS = { 'flux-kontext-pro': true, 'flux-kontext-max': true } satisfies Record<
  FluxKontextModel,
  true
>;

/** What a model works with. */
export interface Tools {
  /** Made at its first use, as it may find no key. */
  readonly client: () => FluxKontextClient;
  /** What the client was given: a picture is fetched in the same way. */
  readonly fetch: ClientOptions['fetch'];
}

/** @throws ValidationError for an id that is none, and for options that can't be used */
export function createImageModel(
  modelId: FluxKontextModel,
  { client, fetch }: Tools,
  own: ImageModelOptions = {},
): FluxKontextImageModel {
  checkModelId(modelId);
  checkRequestOptions<RunOptions>(own, IMAGE_MODEL_OPTIONS, (options) => [
    ...pollingIssues(options),
    ...typeIssues('onCreated', options.onCreated, 'function'),
  ]);
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
      if (file) params.input_image = await sourceImage(files, file, options);
      const { signal } = options;
      const taskIds: string[] = [];
      const make = async (index: number) => {
        const task = await textToImage.run(params, {
          ...own,
          ...options,
          idempotencyKey: numbered(options.idempotencyKey, index),
          onCreated: (created) => {
            taskIds.push(created.id);
            return own.onCreated?.(created);
          },
        });
        return picture(task.id, task.images[0], { signal, fetch });
      };
      const { pictures, errors } = await makeAll(call.n, make, taskIds, signal);
      return {
        images: pictures.map(({ bytes }) => bytes),
        warnings: [...warnings, ...errors.map((error) => missing(error, call.n))],
        providerMetadata: { fluxKontext: { images: pictures.map(({ metadata }) => metadata) } },
        response: { timestamp, modelId, headers: undefined },
      };
    },
  };
}

function checkModelId(modelId: unknown): void {
  if (typeof modelId === 'string' && Object.hasOwn(MODELS, modelId)) return;
  const message = `must be ${Object.keys(MODELS).join(' or ')}, not ${describe(modelId)}`;
  throw toValidationError([{ path: ['modelId'], message }]);
}

async function picture(taskId: string, image: Image, options: Pick<DownloadOptions, 'signal' | 'fetch'>) {
  try {
    const blob = await downloadImage(image, options);
    return { bytes: new Uint8Array(await blob.arrayBuffer()), metadata: { taskId, ...image } };
  } catch (error) {
    throw withContext(
      error,
      { taskId },
      `The picture is made, and paid for: client.textToImage.get('${taskId}') says where it is.`,
    );
  }
}

/** One key is one task, so the second picture needs another, and the same one when all of it is repeated. */
const numbered = (key: string | undefined, index: number): string | undefined =>
  key === undefined || index === 0 ? key : `${key}-${index + 1}`;

const missing = (error: unknown, count: number) => ({
  type: 'other' as const,
  message: `One of ${count} pictures is missing. ${error instanceof Error ? error.message : String(error)}`,
});
