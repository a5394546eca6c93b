import type { PollingOptions as CorePollingOptions, CreateRequestOptions } from '@runapi.ai/core';

export type { AspectRatio, FluxKontextModel, OutputFormat, TextToImageParams } from './params/params.js';

/** A finished picture. */
export interface Image {
  /** Where it is, for 7 days (source: published): keep the picture with `downloadImage`, or `saveImage` of `/node`. */
  url: string;
  /** Where the model's provider has it, when the service says so. */
  origin_url?: string;
}

/** What `create` gives: the service's answer, with every field that it sent. */
export interface TaskCreateResponse {
  /** The task's id: store it. It is what was paid for. */
  id: string;
}

/** A task that is not final yet. A status that this version does not know counts as one, too. */
export interface PendingTextToImageResponse {
  /** The task's id. */
  id: string;
  status: 'pending' | 'processing';
}

/** A task with its picture. */
export interface CompletedTextToImageResponse {
  /** The task's id. */
  id: string;
  status: 'completed';
  /** At least one. */
  images: [Image, ...Image[]];
}

/** A task that ended without one. */
export interface FailedTextToImageResponse {
  /** The task's id. */
  id: string;
  status: 'failed';
  /** The service's reason. */
  error?: string;
}

/** A task, told apart by `status`. Fields that the service sends beyond these are kept. */
export type TextToImageResponse =
  | PendingTextToImageResponse
  | CompletedTextToImageResponse
  | FailedTextToImageResponse;

/** Options of `create`. */
export interface CreateOptions extends CreateRequestOptions {
  /** Fields of the request that this version does not know. Those that it knows go into the params. */
  extraBody?: Readonly<Record<string, unknown>> | undefined;
}

/** Options of `wait`: for how long, and how often. */
export interface PollingOptions extends CorePollingOptions<TextToImageResponse> {}

/** Options of `run`: those of `create` and of `wait`, and `onCreated`. */
export interface RunOptions extends CreateOptions, PollingOptions {
  /**
   * Called, and awaited, once the task exists and before it is first asked for: the place to store its id.
   * What it throws ends `run` with that very error; the task goes on.
   */
  onCreated?: ((task: TaskCreateResponse) => void | Promise<void>) | undefined;
}
