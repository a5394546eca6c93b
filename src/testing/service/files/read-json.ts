import { type FieldErrors, invalid, problem } from '../answers.js';
import type { Body } from '../exchange.js';

/** What is wrong with a value; `undefined` when nothing is. */
export type FieldRule = (value: unknown) => string | undefined;

export const text: FieldRule = (value) =>
  typeof value === 'string' && value.trim() !== '' ? undefined : 'must be a text';

/** The fields of a JSON body, or the answer that says what is wrong with them. */
export function readJson(
  body: Body,
  rules: Readonly<Record<string, FieldRule>>,
): Readonly<Record<string, unknown>> | Response {
  const fields = body.kind === 'text' ? parsed(body.text) : undefined;
  if (!fields) return problem(400, 'bad_request', 'The body is not a JSON object.');
  const errors: FieldErrors = {};
  for (const [name, rule] of Object.entries(rules)) {
    const why = rule(fields[name]);
    if (why !== undefined) errors[name] = [fields[name] === undefined ? 'is required' : why];
  }
  return Object.keys(errors).length > 0 ? invalid(errors) : fields;
}

function parsed(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value))
      : undefined;
  } catch {
    return undefined;
  }
}
