import { InvalidResponseError } from '../errors/classes.js';
import { RunApiError } from '../errors/run-api-error.js';
import { readChunks } from './read-chunks.js';

/** No answer of the service comes near this; one that does is no answer. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/**
 * The whole body as text.
 * @throws InvalidResponseError above the limit.
 */
export async function readBody(
  response: Response,
  signal?: AbortSignal,
  maxBytes: number = MAX_BODY_BYTES,
): Promise<string> {
  const tooLarge = () =>
    new InvalidResponseError(`The answer is larger than ${maxBytes} bytes: no answer of the service is.`, {
      status: response.status,
      requestId: response.headers.get('x-request-id') ?? undefined,
    });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of readChunks(response, signal, maxBytes, tooLarge)) {
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The body of an error only explains it: when that is lost, the status still counts, and so does a `Retry-After`. */
export async function readText(response: Response, signal: AbortSignal | undefined): Promise<string> {
  try {
    return await readBody(response, signal);
  } catch (error) {
    if (response.ok || error instanceof RunApiError) throw error;
    return '';
  }
}

/** The value of a JSON text; the text itself when it is none. */
export function parseBody(text: string): { readonly body: unknown; readonly isJson: boolean } {
  try {
    return { body: JSON.parse(text), isJson: true };
  } catch {
    return { body: text, isJson: false };
  }
}
