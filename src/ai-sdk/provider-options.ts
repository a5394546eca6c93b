import { plain, type ValidationIssue } from '@runapi.ai/core';
import type { CreateOptions, TextToImageParams } from '@runapi.ai/flux-kontext';
import { describe } from '../params/describe.js';
import { isPlainObject } from '../params/read-fields.js';
import { placeOf } from './places.js';
import type { ImageModelCall } from './specification.js';

/**
 * What `providerOptions: { fluxKontext: { … } }` takes: the params that `generateImage` has no name for, under the
 * service's names, and three options of `create`. With `n` above 1 the second picture's key ends in `#2`, and so on: so
 * don't pass `maxImagesPerCall`, which would begin that anew for each of its calls.
 */
export type FluxKontextProviderOptions = Omit<TextToImageParams, 'model' | 'prompt'> &
  Pick<CreateOptions, 'idempotencyKey' | 'clientRequestId'> & {
    /** As that of `create`; the AI SDK takes nothing but JSON. */
    extraBody?: { [name: string]: Json } | undefined;
  };

type Json = null | string | number | boolean | Json[] | { [name: string]: Json };

/** Those of ours. What is in them is not looked at yet. */
export const ownOptions = ({ fluxKontext }: ImageModelCall['providerOptions']): FluxKontextProviderOptions =>
  isPlainObject(fluxKontext) ? fluxKontext : {};

const TAKEN = ['idempotencyKey', 'clientRequestId', 'extraBody'];

/** Headers that are options of the SDK; the client's words for them name what `generateImage` has not. */
const HEADERS: Readonly<Record<string, string>> = {
  authorization: 'apiKey',
  'idempotency-key': 'idempotencyKey',
  'x-client-request-id': 'clientRequestId',
};

/** What the params' own check would not find, or would send to a call that nobody sees here. */
export function misplaced({ providerOptions, headers = {} }: ImageModelCall): ValidationIssue[] {
  const faults: ValidationIssue[] = [];
  const add = (path: string, message: string) => faults.push({ path, message });
  const { fluxKontext, ...others } = providerOptions;
  if (fluxKontext !== undefined && !isPlainObject(fluxKontext))
    add('providerOptions.fluxKontext', `must be an object, not ${describe(fluxKontext)}`);
  for (const name of Object.keys(others)) {
    // Another provider's options are none of ours; under a name that is nearly ours they would be passed over in silence.
    if (/flux|runapi/.test(plain(name))) add(`providerOptions.${name}`, 'did you mean fluxKontext?');
  }
  for (const name of Object.keys(ownOptions(providerOptions))) {
    const place = TAKEN.includes(name) ? undefined : placeOf(name);
    if (place) add(`providerOptions.fluxKontext.${name}`, place);
  }
  for (const name of Object.keys(headers)) {
    const place = placeOf(HEADERS[name.toLowerCase()] ?? '');
    if (place) add(`headers.${name}`, place);
  }
  return faults;
}
