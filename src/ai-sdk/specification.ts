import type { Signal } from '@runapi.ai/core';

// Version 3 of the AI SDK's specification of image models, which its versions 6 and 7 take, as far as Flux Kontext needs
// it. By hand, so that our declarations compile where no AI SDK is installed; test/types holds it to the original.

export interface FluxKontextImageModel {
  readonly specificationVersion: 'v3';
  readonly provider: string;
  readonly modelId: string;
  /** How many pictures one `doGenerate` makes; `generateImage` divides what is more among several calls. */
  readonly maxImagesPerCall: number;
  /** What `generateImage` calls. */
  doGenerate(call: ImageModelCall): Promise<ImageModelResult>;
}

/** What `generateImage` was called with. */
export interface ImageModelCall {
  prompt: string | undefined;
  n: number;
  size: `${number}x${number}` | undefined;
  aspectRatio: `${number}:${number}` | undefined;
  seed: number | undefined;
  files: ImageModelFile[] | undefined;
  mask: ImageModelFile | undefined;
  /** By provider, and there by name. */
  providerOptions: Record<string, Record<string, unknown>>;
  abortSignal?: Signal;
  headers?: Record<string, string | undefined>;
}

/** A picture that comes in: base64 or bytes, or where it is. */
export type ImageModelFile =
  | { type: 'file'; mediaType: string; data: string | Uint8Array }
  | { type: 'url'; url: string };

export interface ImageModelResult {
  images: Uint8Array[];
  warnings: ImageModelWarning[];
  /** Of each picture, in the order of `images`: the task that was paid for, and where the picture is for 7 days. */
  providerMetadata: {
    fluxKontext: { images: { taskId: string; url: string; origin_url?: string }[] };
  };
  response: { timestamp: Date; modelId: string; headers: undefined };
}

/** What was asked for and not to be had; `generateImage` logs it. */
export type ImageModelWarning =
  | { type: 'unsupported' | 'compatibility'; feature: string; details?: string }
  | { type: 'other'; message: string };
