import { invalid, problem } from './answers.js';
import type { Body } from './exchange.js';
import { validate } from './validate.js';

export type Input = Readonly<Record<string, unknown>>;

/** The valid params of a body, or the answer that says why there are none. */
export function readInput(body: Body): Input | Response {
  if (body.kind !== 'text') return notJson();
  let input: unknown;
  try {
    input = JSON.parse(body.text);
  } catch {
    return notJson();
  }
  if (!isObject(input)) return invalid({ base: ['must be a JSON object'] });
  const errors = validate(input);
  return Object.keys(errors).length > 0 ? invalid(errors) : input;
}

const notJson = (): Response => problem(400, 'bad_request', 'The body is not JSON.');

const isObject = (value: unknown): value is Input =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
