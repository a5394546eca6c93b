import type { CreateOptions, FluxKontextModel, TextToImageParams } from '@runapi.ai/flux-kontext';
import { type Fault, toValidationError } from '../params/fault.js';
import { type FluxKontextProviderOptions, ownOptions, providerOptionFaults } from './provider-options.js';
import { RATIO_NAMES, ratioOf } from './ratio-of.js';
import type { ImageModelCall, ImageModelWarning } from './specification.js';

/** A call of `generateImage` in our words; the picture to edit is not in it yet. */
export interface Asked {
  readonly params: TextToImageParams;
  readonly options: Pick<CreateOptions, 'idempotencyKey' | 'clientRequestId' | 'headers' | 'signal'>;
  readonly warnings: ImageModelWarning[];
}

/**
 * @throws ValidationError for what would make another picture than the one that is asked for. What only tunes it, and is
 *   not to be had, is a warning, as is usual among the AI SDK's providers.
 */
export function toParams(model: FluxKontextModel, call: ImageModelCall): Asked {
  const { idempotencyKey, clientRequestId, ...own } = ownOptions(call.providerOptions);
  const faults = [...callFaults(call, own), ...providerOptionFaults(call.providerOptions)];
  if (faults.length > 0) throw toValidationError(faults);
  const warnings: ImageModelWarning[] = [];
  const given = call.aspectRatio ?? own.aspect_ratio;
  const ratio = given ?? (call.size && ratioOf(call.size));
  if (call.size !== undefined) warnings.push(sizeWarning(given === undefined ? ratio : undefined));
  if (call.seed !== undefined) warnings.push({ type: 'unsupported', feature: 'seed' });
  return {
    // `run` checks all of it.
    params: { ...own, aspect_ratio: ratio, model, prompt: call.prompt } as TextToImageParams,
    options: { idempotencyKey, clientRequestId, headers: headersOf(call), signal: call.abortSignal },
    warnings,
  };
}

function callFaults(call: ImageModelCall, own: FluxKontextProviderOptions): Fault[] {
  const { n, aspectRatio, mask, files = [] } = call;
  const faults: Fault[] = [];
  const add = (path: string, message: string) => faults.push({ path: [path], message });
  const addTwice = (path: string, name: keyof typeof own) => {
    if (own[name] !== undefined)
      add(path, `is given, and so is providerOptions.fluxKontext.${name}: give one of them`);
  };
  if (!Number.isInteger(n) || n < 1) add('n', 'must be a whole number of at least 1');
  if (mask) add('prompt.mask', 'Flux Kontext takes none: say in the prompt what is to change');
  if (files.length > 1) add('prompt.images', `takes one picture to edit, not ${files.length}`);
  if (files.length > 0) addTwice('prompt.images', 'input_image');
  if (files.length > 0) addTwice('prompt.images', 'source_image_url');
  if (aspectRatio !== undefined) addTwice('aspectRatio', 'aspect_ratio');
  return faults;
}

const sizeWarning = (ratio: string | undefined): ImageModelWarning =>
  ratio === undefined
    ? { type: 'unsupported', feature: 'size', details: `Pass aspectRatio instead: ${RATIO_NAMES}.` }
    : {
        type: 'compatibility',
        feature: 'size',
        details: `Flux Kontext takes no size in pixels, so the ratio ${ratio} is asked for.`,
      };

/** The AI SDK puts itself into the `User-Agent`; the client's names this package, which the service wants. */
const headersOf = ({ headers = {} }: ImageModelCall): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[0].toLowerCase() !== 'user-agent',
    ),
  );
