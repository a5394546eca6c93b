import type { TaskFailedError, TaskTimeoutError } from '@runapi.ai/core';
import { expectTypeOf, test } from 'vitest';
import type { TextToImageParams } from '../../src/params/params.js';
import type { InferredParams } from '../../src/params/schema.js';
import { textToImageParamsSchema } from '../../src/params/standard-schema.js';
import type { StandardSchemaV1 } from '../../src/params/standard-schema-v1.js';

// These are promises to the compiler: `tsc --noEmit` breaks when one does, and vitest, which does not look at types,
// passes them all. `npm run check` runs both.

test('the params that users see are the params that are checked', () => {
  expectTypeOf<InferredParams>().toEqualTypeOf<TextToImageParams>();
  // toEqualTypeOf is lenient about `?`; this is not: each must be optional, or required, in both.
  expectTypeOf<RequiredNames<InferredParams>>().toEqualTypeOf<RequiredNames<TextToImageParams>>();
  expectTypeOf<RequiredNames<TextToImageParams>>().toEqualTypeOf<'model' | 'prompt'>();
});

test("the brief's samples compile", () => {
  expectTypeOf({
    model: 'flux-kontext-pro',
    prompt: 'A futuristic cityscape at night',
    aspect_ratio: '16:9',
    output_format: 'jpeg',
  } as const).toExtend<TextToImageParams>();
  const edit: TextToImageParams = {
    model: 'flux-kontext-max',
    prompt: 'Restyle as a 1970s film photograph',
    input_image: 'https://cdn.example.com/source.jpg',
    aspect_ratio: '4:3',
  };
  const callback: TextToImageParams = {
    model: 'flux-kontext-pro',
    prompt: '...',
    callback_url: 'https://your.app/webhooks/runapi/flux-kontext',
  };
  expectTypeOf([edit, callback]).toEqualTypeOf<TextToImageParams[]>();
});

test('every optional param takes undefined, under exactOptionalPropertyTypes too', () => {
  expectTypeOf<Undefinable<TextToImageParams>>().toEqualTypeOf<
    Exclude<keyof TextToImageParams, 'model' | 'prompt'>
  >();
});

test('what the service does not take does not compile', () => {
  const array: TextToImageParams = {
    model: 'flux-kontext-pro',
    prompt: 'x',
    // @ts-expect-error one URL, not an array
    input_image: ['https://a.example/'],
  };
  // @ts-expect-error model is required on every call
  const noModel: TextToImageParams = { prompt: 'x' };
  // @ts-expect-error snake_case
  const camelCase: TextToImageParams = { model: 'flux-kontext-pro', prompt: 'x', aspectRatio: '1:1' };
  expectTypeOf([array, noModel, camelCase]).toEqualTypeOf<TextToImageParams[]>();
});

test('the Standard Schema is one to those who only know the interface', () => {
  expectTypeOf(textToImageParamsSchema).toExtend<StandardSchemaV1<unknown>>();
  type Output = NonNullable<(typeof textToImageParamsSchema)['~standard']['types']>['output'];
  expectTypeOf<Output>().toEqualTypeOf<TextToImageParams>();
});

type RequiredNames<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T];
type Undefinable<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];

test('the details of a failed task are the task, with its reason', () => {
  expectTypeOf<TaskFailedError['details']['error']>().toEqualTypeOf<string | undefined>();
  expectTypeOf<(TaskFailedError | TaskTimeoutError)['taskId']>().toEqualTypeOf<string>(); // for wait(error.taskId)
  expectTypeOf<TaskFailedError['details']['id']>().toEqualTypeOf<string>();
});
