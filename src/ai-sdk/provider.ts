import { ValidationError } from '@runapi.ai/core';
import { type ClientOptions, FluxKontextClient, type FluxKontextModel } from '@runapi.ai/flux-kontext';
import { createImageModel } from './image-model.js';
import type { ImageModelOptions } from './model-options.js';
import type { FluxKontextImageModel } from './specification.js';

/** Flux Kontext for the AI SDK, versions 6 and 7. */
export interface FluxKontextProvider {
  readonly specificationVersion: 'v3';
  /** What its models ask with: to `wait` for a task of which an error told, to upload, to see the balance. */
  readonly client: FluxKontextClient;
  /**
   * A model for `generateImage`.
   * @throws ValidationError for an id that is none, and for options that can't be used
   */
  image(modelId: FluxKontextModel, options?: ImageModelOptions): FluxKontextImageModel;
  /** The same, by the name that `createProviderRegistry` uses. */
  imageModel(modelId: FluxKontextModel, options?: ImageModelOptions): FluxKontextImageModel;
  /** @throws ValidationError always: there are none. */
  languageModel(modelId: string): never;
  /** @throws ValidationError always: there are none. */
  embeddingModel(modelId: string): never;
}

/**
 * Flux Kontext for the AI SDK, with options of your own. Its models share one client, and so one queue and one rate
 * limit: make one, and keep it.
 *
 * ```ts
 * const fluxKontext = createFluxKontext({ apiKey });
 * const { image } = await generateImage({ model: fluxKontext.image('flux-kontext-pro'), prompt: 'A lighthouse' });
 * ```
 * @throws what `new FluxKontextClient(options)` throws
 */
export function createFluxKontext(options: ClientOptions = {}): FluxKontextProvider {
  const client = new FluxKontextClient(options);
  return createProvider(() => client, options);
}

/** The same, from the environment (`RUNAPI_API_KEY`). Its client is made when it is first needed, and throws AuthenticationError then if there is no key. */
export const fluxKontext: FluxKontextProvider = /* @__PURE__ */ createProvider(() => new FluxKontextClient());

function createProvider(
  makeClient: () => FluxKontextClient,
  { fetch, timeoutMs, maxRetries }: ClientOptions = {},
): FluxKontextProvider {
  let client: FluxKontextClient | undefined;
  const download = { fetch, timeoutMs, maxRetries };
  const image = (modelId: FluxKontextModel, options?: ImageModelOptions): FluxKontextImageModel =>
    createImageModel(modelId, { client: () => provider.client, download }, options);
  const provider: FluxKontextProvider = {
    specificationVersion: 'v3',
    get client() {
      client ??= makeClient();
      return client;
    },
    image,
    imageModel: image,
    languageModel: refuse,
    embeddingModel: refuse,
  };
  return provider;
}

function refuse(modelId: string): never {
  const message =
    "Flux Kontext makes pictures alone: use image('flux-kontext-pro') or image('flux-kontext-max')";
  throw new ValidationError(`There is no model ${JSON.stringify(modelId)} of this kind: ${message}.`, {
    issues: [{ path: 'modelId', message }],
  });
}
