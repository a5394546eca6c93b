import { $ZodCustom, type output } from 'zod/v4/core';
import { describe } from './describe.js';
import { callbackUrlFault, imageUrlFault } from './url-faults.js';

/**
 * What each param is, on its own. What holds between two of them is in rules.ts.
 *
 * A shape, and no `z.object` around it: `z.object` skips the rules for the whole as soon as one field is faulty, and
 * drops unknown names where we suggest the right one. All of it is `$ZodCustom`, the one schema class that says what
 * we want it to say: docs/decisions/001-zod-is-bundled.md tells what that saves.
 */
const createShape = () => ({
  required: {
    model: oneOf('flux-kontext-pro', 'flux-kontext-max'),
    prompt: param<string>((input) => textFault(input) ?? blankFault(input)),
  },
  optional: {
    aspect_ratio: oneOf('21:9', '16:9', '4:3', '1:1', '3:4', '9:16'),
    output_format: oneOf('jpeg', 'png'),
    input_image: param<string>(imageUrlFault),
    source_image_url: param<string>(imageUrlFault),
    enable_translation: trueOrFalse(),
    callback_url: param<string>(callbackUrlFault),
    safety_tolerance: param<number>(toleranceFault),
    enable_prompt_expansion: trueOrFalse(),
    prompt_upsampling: trueOrFalse(),
    watermark: param<string>(textFault),
    upload_cn: trueOrFalse(),
  },
});

type Shape = ReturnType<typeof createShape>;

/** The params as the shape has them; test/types keeps it equal to the `TextToImageParams` that users see. */
export type InferredParams = Flat<
  { -readonly [Name in keyof Shape['required']]: output<Shape['required'][Name]> } & {
    -readonly [Name in keyof Shape['optional']]?: output<Shape['optional'][Name]> | undefined;
  }
>;

type Flat<T> = { [Name in keyof T]: T[Name] };

let shape: Shape | undefined;

/** Made at the first use: most processes that load this package do something else first. */
export function paramsShape(): Shape {
  shape ??= createShape();
  return shape;
}

/** What is wrong with a value; nothing when it is fine. */
type FaultOf = (input: unknown) => string | undefined;

const param = <T>(faultOf: FaultOf) => {
  const fault: FaultOf = (input) => {
    try {
      return faultOf(input);
    } catch {
      return 'could not be read'; // a getter or a Proxy of the caller's threw
    }
  };
  // The class itself can't be told; zod's `_custom`, which casts for us, weighs 135 bytes more.
  return new $ZodCustom({
    type: 'custom',
    check: 'custom',
    fn: (input) => fault(input) === undefined,
    error: ({ input }) => fault(input),
  }) as $ZodCustom<T, T>;
};

const oneOf = <const T extends string>(...values: T[]) =>
  param<T>(
    takes(values.map((value) => `"${value}"`).join(values.length === 2 ? ' or ' : ', '), (input) =>
      values.some((known) => known === input),
    ),
  );

const trueOrFalse = () => param<boolean>(takes('true or false', (input) => typeof input === 'boolean'));

/** The fault of a wrong value: what is taken, and what came. */
const takes =
  (what: string, fits: (input: unknown) => boolean): FaultOf =>
  (input) => {
    if (fits(input)) return undefined;
    return input === undefined ? `is required; it takes ${what}` : `takes ${what}, not ${describe(input)}`;
  };

const textFault = /* @__PURE__ */ takes('a text', (input) => typeof input === 'string');

const blankFault: FaultOf = (text) =>
  String(text).trim() === '' ? 'must not be blank: say what to draw or to change' : undefined;

const toleranceFault = /* @__PURE__ */ takes(
  'a whole number, 0 to 6 (0 to 2 for an edit)',
  (n) => Number.isInteger(n) && Number(n) >= 0 && Number(n) <= 6,
);
