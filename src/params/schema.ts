import * as z from 'zod/mini';
import { describe } from './describe.js';
import { parseHttpUrl } from './http-url.js';
import { notACallbackUrl, notAnImageUrl } from './url-messages.js';

/**
 * What each param is, on its own. What holds between two of them is in rules.ts.
 *
 * A shape, and no `z.object` around it: `z.object` skips the rules for the whole as soon as one field is faulty,
 * drops unknown names where we suggest the right one, and weighs almost a kilobyte in every browser bundle.
 */
const createShape = () => ({
  required: {
    model: oneOf(['flux-kontext-pro', 'flux-kontext-max']),
    prompt: z
      .string(takes('a text'))
      .check(z.refine((text) => text.trim() !== '', 'must not be blank: say what to draw or to change')),
  },
  optional: {
    aspect_ratio: oneOf(['21:9', '16:9', '4:3', '1:1', '3:4', '9:16']),
    output_format: oneOf(['jpeg', 'png']),
    input_image: httpUrl(notAnImageUrl),
    source_image_url: httpUrl(notAnImageUrl),
    enable_translation: trueOrFalse(),
    callback_url: httpUrl(notACallbackUrl),
    safety_tolerance: tolerance(),
    enable_prompt_expansion: trueOrFalse(),
    prompt_upsampling: trueOrFalse(),
    watermark: z.string(takes('a text')),
    upload_cn: trueOrFalse(),
  },
});

type Shape = ReturnType<typeof createShape>;

/** The params as the shape has them; test/types keeps it equal to the `TextToImageParams` that users see. */
export type InferredParams = Flat<
  { -readonly [Name in keyof Shape['required']]: z.infer<Shape['required'][Name]> } & {
    -readonly [Name in keyof Shape['optional']]?: z.infer<Shape['optional'][Name]> | undefined;
  }
>;

type Flat<T> = { [Name in keyof T]: T[Name] };

let shape: Shape | undefined;

/** Made at the first use: most processes that load this package do something else first. */
export function paramsShape(): Shape {
  shape ??= createShape();
  return shape;
}

type Said = (issue: { readonly input?: unknown }) => string;

const oneOf = <const T extends readonly string[]>(values: T) =>
  z.custom<T[number]>(
    (value) => values.some((known) => known === value),
    takes(values.map((value) => `"${value}"`).join(values.length === 2 ? ' or ' : ', ')),
  );

const trueOrFalse = () => z.boolean(takes('true or false'));

const tolerance = () =>
  z.custom<number>(
    (n) => Number.isInteger(n) && Number(n) >= 0 && Number(n) <= 6,
    takes('a whole number, 0 to 6 (0 to 2 for an edit)'),
  );

const httpUrl = (explain: (input: unknown) => string) =>
  z.custom<string>((text) => typeof text === 'string' && parseHttpUrl(text) !== undefined, {
    error: ({ input }) => explain(input),
  });

/** The fault of a wrong value: what is taken, and what came. */
function takes(what: string): { error: Said } {
  return {
    error: ({ input }) =>
      input === undefined ? `is required; it takes ${what}` : `takes ${what}, not ${describe(input)}`,
  };
}
