import { plain } from '@runapi.ai/core';

/** Where each option of the SDK is passed when it is used through `generateImage`. */
const PLACES: Readonly<Record<string, string>> = {
  model: 'generateImage({ model })',
  prompt: 'generateImage({ prompt })',
  signal: 'generateImage({ abortSignal })',
  headers: 'generateImage({ headers })',
  maxWaitMs: 'image(modelId, { maxWaitMs })',
  pollIntervalMs: 'image(modelId, { pollIntervalMs })',
  onCreated: 'image(modelId, { onCreated })',
  onUpdate: 'image(modelId, { onUpdate })',
  apiKey: 'createFluxKontext({ apiKey })',
  timeoutMs: 'createFluxKontext({ timeoutMs })',
  maxRetries: 'createFluxKontext({ maxRetries })',
  fetchOptions: 'createFluxKontext({ fetchOptions })',
  idempotencyKey: 'providerOptions: { fluxKontext: { idempotencyKey } }',
  clientRequestId: 'providerOptions: { fluxKontext: { clientRequestId } }',
  extraBody: 'providerOptions: { fluxKontext: { extraBody } }',
};

/** What to say of an option, in whatever spelling, that was passed somewhere else. */
export function placeOf(name: string): string | undefined {
  const known = Object.keys(PLACES).find((option) => plain(option) === plain(name));
  return known && `is passed elsewhere: ${PLACES[known]}`;
}
