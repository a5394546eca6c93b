import type { CreateOptions, TextToImageParams } from '@runapi.ai/flux-kontext';
import type { Fault } from '../params/fault.js';
import { plain } from '../params/suggest.js';
import type { ImageModelCall } from './specification.js';

/**
 * What `providerOptions: { fluxKontext: { … } }` takes: the params that `generateImage` has no name for, under the
 * service's names, and two options of `create`. With `n` above 1 the second picture's `idempotencyKey` ends in `-2`,
 * and so on.
 */
export type FluxKontextProviderOptions = Omit<TextToImageParams, 'model' | 'prompt'> &
  Pick<CreateOptions, 'idempotencyKey' | 'clientRequestId'>;

type ProviderOptions = ImageModelCall['providerOptions'];

/** Not checked yet: `run` finds what is not as the type says. */
export const ownOptions = ({ fluxKontext }: ProviderOptions): FluxKontextProviderOptions =>
  typeof fluxKontext === 'object' ? (fluxKontext ?? {}) : {};

/** Where what is no param is to be passed; these names mean something elsewhere in the SDK. */
const PLACES: Readonly<Record<string, string>> = {
  model: 'generateImage({ model })',
  prompt: 'generateImage({ prompt })',
  signal: 'generateImage({ abortSignal })',
  headers: 'generateImage({ headers })',
  maxWaitMs: 'image(modelId, { maxWaitMs })',
  pollIntervalMs: 'image(modelId, { pollIntervalMs })',
  onCreated: 'image(modelId, { onCreated })',
  onUpdate: 'image(modelId, { onUpdate })',
  timeoutMs: 'createFluxKontext({ timeoutMs })',
  maxRetries: 'createFluxKontext({ maxRetries })',
  fetchOptions: 'createFluxKontext({ fetchOptions })',
  idempotencyKey: 'providerOptions: { fluxKontext: { idempotencyKey } }',
  clientRequestId: 'providerOptions: { fluxKontext: { clientRequestId } }',
};
const TAKEN = ['idempotencyKey', 'clientRequestId'];

/** What the params' own check would not find, or would send to a call that nobody sees here. */
export function providerOptionFaults(options: ProviderOptions): Fault[] {
  const faults = Object.keys(options)
    // Others' options are none of ours; under a name that is nearly ours they would be passed over in silence.
    .filter((name) => name !== 'fluxKontext' && ['fluxkontext', 'runapi'].includes(plain(name)))
    .map((name) => fault([name], 'did you mean fluxKontext?'));
  for (const name of Object.keys(ownOptions(options))) {
    const place = Object.keys(PLACES).find((known) => plain(known) === plain(name) && !TAKEN.includes(name));
    if (place !== undefined)
      faults.push(fault(['fluxKontext', name], `is passed elsewhere: ${PLACES[place]}`));
  }
  return faults;
}

const fault = (path: readonly string[], message: string): Fault => ({
  path: ['providerOptions', ...path],
  message,
});
