import type { FieldErrors } from './answers.js';

/**
 * The service's rules for the params of create, written down here a second time on purpose: what the SDK
 * checks and what this checks must be able to disagree, or no test would find a mistake in either. Names that
 * are not in the table pass: the service has params that this does not know.
 */
export function validate(params: Readonly<Record<string, unknown>>): FieldErrors {
  const errors: FieldErrors = {};
  const refuse = (name: string, why: string): void => {
    errors[name] = [...(errors[name] ?? []), why];
  };

  for (const name of ['model', 'prompt']) if (params[name] === undefined) refuse(name, 'is required');
  for (const [name, rule] of Object.entries(rules)) {
    const why = params[name] === undefined ? undefined : rule(params[name], params);
    if (why !== undefined) refuse(name, why);
  }
  for (const [older, newer] of synonyms) {
    if (params[older] !== undefined && params[newer] !== undefined) {
      refuse(older, `can't be given together with ${newer}`);
    }
  }
  return errors;
}

/** Why a value is not possible; `undefined` when it is. */
type Rule = (value: unknown, params: Readonly<Record<string, unknown>>) => string | undefined;

const synonyms = [
  ['input_image', 'source_image_url'],
  ['prompt_upsampling', 'enable_prompt_expansion'],
] as const;

const oneOf =
  (...values: string[]): Rule =>
  (value) =>
    values.some((allowed) => allowed === value) ? undefined : `must be one of ${values.join(', ')}`;

const text: Rule = (value) => (typeof value === 'string' ? undefined : 'must be a string');

const notBlank: Rule = (value, params) =>
  text(value, params) ?? (String(value).trim() === '' ? "can't be blank" : undefined);

const boolean: Rule = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');

const url: Rule = (value) => {
  if (Array.isArray(value)) return 'must be one URL, not a list';
  return typeof value === 'string' && isHttpUrl(value) ? undefined : 'must be an http or https URL';
};

/** Editing is held to a stricter limit than generating. */
const safetyTolerance: Rule = (value, { input_image, source_image_url }) => {
  const max = input_image === undefined && source_image_url === undefined ? 6 : 2;
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
  return fits ? undefined : `must be a whole number from 0 to ${max}`;
};

const rules: Record<string, Rule> = {
  model: oneOf('flux-kontext-pro', 'flux-kontext-max'),
  prompt: notBlank,
  aspect_ratio: oneOf('21:9', '16:9', '4:3', '1:1', '3:4', '9:16'),
  output_format: oneOf('jpeg', 'png'),
  input_image: url,
  source_image_url: url,
  enable_translation: boolean,
  callback_url: url,
  safety_tolerance: safetyTolerance,
  enable_prompt_expansion: boolean,
  prompt_upsampling: boolean,
  watermark: text,
  upload_cn: boolean,
};

function isHttpUrl(value: string): boolean {
  try {
    return /^https?:$/.test(new URL(value).protocol);
  } catch {
    return false;
  }
}
