import { checkRequestOptions } from '@runapi.ai/core';
import type { CreateOptions, FluxKontextModel, TextToImageParams } from '@runapi.ai/flux-kontext';
import { CREATE_OPTIONS } from '../option-names.js';
import { toValidationError } from '../params/to-validation-error.js';
import { callFaults } from './call-faults.js';
import { numbered } from './numbered.js';
import { misplaced, ownOptions } from './provider-options.js';
import { ratioOf } from './ratio-of.js';
import type { ImageModelCall, ImageModelWarning } from './specification.js';

/** A call of `generateImage` in our words; the picture to edit is not in it yet. */
export interface Asked {
  readonly params: TextToImageParams;
  readonly options: Pick<
    CreateOptions,
    'idempotencyKey' | 'clientRequestId' | 'extraBody' | 'headers' | 'signal'
  >;
  readonly warnings: ImageModelWarning[];
}

/**
 * @throws ValidationError for what would make another picture than the one that is asked for. What only tunes it, and is
 *   not to be had, is a warning, as is usual among the AI SDK's providers.
 */
export function toParams(model: FluxKontextModel, call: ImageModelCall): Asked {
  const { idempotencyKey, clientRequestId, extraBody, ...own } = ownOptions(call.providerOptions);
  const faults = [...callFaults(call), ...misplaced(call)];
  if (faults.length > 0) throw toValidationError(faults);
  const options = {
    idempotencyKey,
    clientRequestId,
    extraBody,
    headers: headersOf(call),
    signal: call.abortSignal,
  };
  checkOptions(options, call.n);
  // A size counts for its ratio alone, where no ratio is given.
  const ratio = call.aspectRatio ?? own.aspect_ratio ?? (call.size && ratioOf(call.size));
  return {
    params: { ...own, aspect_ratio: ratio, model, prompt: call.prompt } as TextToImageParams, // `run` checks all of it
    options,
    warnings: warningsFor(call, ratio),
  };
}

/** Of all the keys of the call, the last is the longest. They must be fit before one of them makes a task. */
function checkOptions(options: Asked['options'], n: number): void {
  const { idempotencyKey: key } = options;
  checkRequestOptions(options, CREATE_OPTIONS);
  if (key !== undefined) checkRequestOptions({ idempotencyKey: numbered(key, n - 1) }, CREATE_OPTIONS);
}

function warningsFor({ size, seed }: ImageModelCall, ratio: string | undefined): ImageModelWarning[] {
  const warnings: ImageModelWarning[] = [];
  if (size !== undefined) {
    const details = `Flux Kontext takes no size in pixels: the ratio ${ratio} is asked for.`;
    warnings.push({ type: 'compatibility', feature: 'size', details });
  }
  if (seed !== undefined) warnings.push({ type: 'unsupported', feature: 'seed' });
  return warnings;
}

/** The AI SDK's own `User-Agent` is left out: the client's names this package, which the service wants. */
const headersOf = ({ headers = {} }: ImageModelCall): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && !(entry[0].toLowerCase() === 'user-agent' && /^ai\/\S+$/.test(entry[1])),
    ),
  );
