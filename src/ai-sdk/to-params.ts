import { checkRequestOptions, REQUEST_OPTIONS } from '@runapi.ai/core';
import type { CreateOptions, FluxKontextModel, TextToImageParams } from '@runapi.ai/flux-kontext';
import { toValidationError } from '../params/fault.js';
import { callFaults } from './call-faults.js';
import { numbered } from './numbered.js';
import { type FluxKontextProviderOptions, misplaced, ownOptions } from './provider-options.js';
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
  const options = { idempotencyKey, clientRequestId, headers: headersOf(call), signal: call.abortSignal };
  checkOptions(options, call.n);
  return {
    // `run` checks all of it.
    params: { ...own, aspect_ratio: ratioFor(call, own), model, prompt: call.prompt } as TextToImageParams,
    options: { ...options, extraBody },
    warnings: warningsFor(call, own),
  };
}

/** Of all the keys of the call, the last is the longest. They must be fit before one of them makes a task. */
function checkOptions(options: Asked['options'], n: number): void {
  const { idempotencyKey: key, ...others } = options;
  const names = { ...REQUEST_OPTIONS, idempotencyKey: true } as const;
  checkRequestOptions({ ...others, idempotencyKey: key }, names);
  if (key !== undefined) checkRequestOptions({ idempotencyKey: numbered(key, n - 1) }, names);
}

/** A size counts for its ratio alone, where no ratio is given. */
const ratioFor = (call: ImageModelCall, own: FluxKontextProviderOptions): string | undefined =>
  call.aspectRatio ?? own.aspect_ratio ?? (call.size && ratioOf(call.size));

function warningsFor(call: ImageModelCall, own: FluxKontextProviderOptions): ImageModelWarning[] {
  const warnings: ImageModelWarning[] = [];
  const ratio = ratioFor(call, own);
  if (call.size !== undefined) {
    const details = `Flux Kontext takes no size in pixels: the ratio ${ratio} is asked for.`;
    warnings.push({ type: 'compatibility', feature: 'size', details });
  }
  if (call.seed !== undefined) warnings.push({ type: 'unsupported', feature: 'seed' });
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
