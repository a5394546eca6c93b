import { describe } from './describe.js';

const UPLOAD = 'upload it first with client.files.create, and pass the url that comes back';

/** Why a value can not be an `input_image`, and what to pass in its place. */
export function notAnImageUrl(input: unknown): string {
  if (Array.isArray(input)) {
    return 'takes one URL (a string), not an array: pass the URL itself. Flux Kontext edits one image per call';
  }
  if (isBinary(input)) return `takes the URL of the image, not its bytes: ${UPLOAD}`;
  if (typeof input !== 'string') return notAString(input);
  if (/^\s*data:/i.test(input)) return `takes the URL of the image, not a data: URL: ${UPLOAD}`;
  if (hasSpace(input)) return SPACES;
  return `takes an absolute http or https URL, not ${describe(input)}. An image on this machine: ${UPLOAD}`;
}

/** Why a value can not be a `callback_url`. */
export function notACallbackUrl(input: unknown): string {
  if (typeof input !== 'string') return notAString(input);
  return hasSpace(input) ? SPACES : `takes an absolute http or https URL, not ${describe(input)}`;
}

const SPACES = 'takes a URL without spaces and line breaks: trim it, or write them as %20';
const hasSpace = (text: string) => /^\s*https?:\/\//i.test(text) && /\s/.test(text);

function notAString(input: unknown): string {
  const what = `takes one URL (a string), not ${describe(input)}`;
  if (input instanceof URL) return `${what}: pass its href`;
  return input === null ? what : `${what}: pass the URL itself`;
}

/** Old Workers and some test environments have no Blob, so its presence is asked first. */
const isBinary = (input: unknown) =>
  ArrayBuffer.isView(input) ||
  input instanceof ArrayBuffer ||
  (typeof Blob === 'function' && input instanceof Blob);
