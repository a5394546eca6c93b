import type { FluxKontextImageModel, FluxKontextProviderOptions } from '@runapi.ai/flux-kontext/ai-sdk';
import { fluxKontext } from '@runapi.ai/flux-kontext/ai-sdk';
import { type createProviderRegistry, generateImage, type ImageModel } from 'ai';
import { expectTypeOf, test } from 'vitest';

// As in params.test.ts, the compiler is what runs these.

test("its models and its provider are what the AI SDK's functions take", () => {
  expectTypeOf<FluxKontextImageModel>().toExtend<ImageModel>();
  expectTypeOf(generateImage).parameter(0).toHaveProperty('model').toEqualTypeOf<ImageModel>();
  expectTypeOf<typeof fluxKontext>().toExtend<Parameters<typeof createProviderRegistry>[0][string]>();
});

test('its options stand where providerOptions has them', () => {
  const options = { output_format: 'png', idempotencyKey: 'order-7' } satisfies FluxKontextProviderOptions;
  expectTypeOf({ fluxKontext: options }).toExtend<
    NonNullable<Parameters<typeof generateImage>[0]['providerOptions']>
  >();
  expectTypeOf<{ fluxKontext: FluxKontextProviderOptions }>().toExtend<
    NonNullable<Parameters<typeof generateImage>[0]['providerOptions']>
  >();
});

test('a model that there is not is refused by the compiler', () => {
  // @ts-expect-error: there are two, and this is none of them
  expectTypeOf(() => fluxKontext.image('flux-kontext-ultra')).toBeFunction();
});
