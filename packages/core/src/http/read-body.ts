import { InvalidResponseError, TimeoutError } from '../errors/classes.js';
import { within } from '../time/within.js';
import { joined } from './joined.js';
import { type Chunk, openBody } from './read-chunks.js';

/** No answer of the service comes near this; one that does is no answer. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/**
 * The whole body as text.
 * @throws InvalidResponseError above the limit.
 */
async function readBody(response: Response, signal?: AbortSignal): Promise<string> {
  const tooLarge = () =>
    new InvalidResponseError(
      `The answer is larger than ${MAX_BODY_BYTES} bytes: no answer of the service is.`,
      {
        status: response.status,
        requestId: response.headers.get('x-request-id') ?? undefined,
      },
    );
  if (!response.body) return String(await response.text()); // the answer of a mock may have nothing else
  const body = openBody(response, signal, MAX_BODY_BYTES, tooLarge);
  const chunks: Chunk[] = [];
  try {
    for (let chunk = await body.next(); chunk; chunk = await body.next()) chunks.push(chunk);
  } finally {
    body.close();
  }
  decoder ??= new TextDecoder();
  return decoder.decode(joined(chunks));
}

/** One for all bodies, as each is decoded in one go: a decoder costs more than a poll's answer does. */
let decoder: TextDecoder | undefined;

/** What the body of an error gets to come. */
const ERROR_BODY_MS = 3_000;

/**
 * The body of an error only explains it: when it does not come, breaks off or does not end, the status still counts, and so
 * does a `Retry-After`.
 */
export const readText = (response: Response, signal: AbortSignal | undefined): Promise<string> =>
  response.ok
    ? readBody(response, signal)
    : within(
        ERROR_BODY_MS,
        signal,
        () => new TimeoutError('late'),
        (own) => readBody(response, own),
      ).catch(() => {
        response.body?.cancel?.().catch(() => {}); // it was not even opened, when the signal had fired before
        return '';
      });

/** The value of a JSON text; the text itself when it is none. */
export function parseBody(text: string): { readonly body: unknown; readonly isJson: boolean } {
  try {
    return { body: JSON.parse(text), isJson: true };
  } catch {
    return { body: text, isJson: false };
  }
}
