import { describe } from './describe.js';
import type { TextToImageParams } from './params.js';
import { toValidationError } from './to-validation-error.js';

/** The body of a create: the names and values as given, without what is `undefined`; nothing added or renamed. */
export function serializeParams(
  params: TextToImageParams,
  extraBody: Readonly<Record<string, unknown>> | undefined,
): string {
  try {
    return JSON.stringify({ ...params, ...extraBody, ...params }); // an `undefined` there takes no param away
  } catch (error) {
    // What passed the check fails here only if it answers differently when it is read again.
    const message = `could not be written as JSON: ${describe(error)}`;
    throw toValidationError([{ path: '', message }], error);
  }
}
