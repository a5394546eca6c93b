import { binaryKind } from '@runapi.ai/core';
import { describe } from './describe.js';
import { parseHttpUrl } from './http-url.js';

const NOT_ABSOLUTE = 'takes an absolute http or https URL';
/** What to do with an image that RunAPI can't fetch. */
export const UPLOAD = 'upload it first with client.files.create, and pass the url that comes back';

/** Why a value can not be an `input_image`, and what to pass in its place; nothing when it can. */
export function imageUrlFault(input: unknown): string | undefined {
  if (Array.isArray(input)) {
    return 'takes one URL (a string), not an array: pass the URL itself. Flux Kontext edits one image per call';
  }
  if (binaryKind(input)) return `takes the URL of the image, not its bytes: ${UPLOAD}`;
  const fault = callbackUrlFault(input);
  if (!fault?.startsWith(NOT_ABSOLUTE)) return fault;
  return /^\s*data:/i.test(String(input))
    ? `takes the URL of the image, not a data: URL: ${UPLOAD}`
    : `${fault}. An image on this machine: ${UPLOAD}`;
}

/** Why a value can not be a `callback_url`; nothing when it can. */
export function callbackUrlFault(input: unknown): string | undefined {
  if (typeof input !== 'string') {
    const fault = `takes one URL (a string), not ${describe(input)}`;
    return input === null || fault.endsWith('await it')
      ? fault
      : `${fault}: pass ${input instanceof URL ? 'its href' : 'the URL itself'}`;
  }
  if (parseHttpUrl(input)) return undefined;
  return /^\s*https?:\/\/.*\s/is.test(input)
    ? 'takes a URL without spaces and line breaks: trim it, or write them as %20'
    : `${NOT_ABSOLUTE}, not ${describe(input)}`;
}
