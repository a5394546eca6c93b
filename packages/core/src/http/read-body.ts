import { InvalidResponseError } from '../errors/classes.js';
import { onAbort } from '../time/abort.js';

/** No answer of the service comes near this; one that does is no answer. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/**
 * The whole body as text. Whatever happens, the body is read to its end or cancelled: one that is left alone
 * keeps its socket.
 * @throws InvalidResponseError above the limit, which is enforced while reading, whatever content-length says.
 */
export async function readBody(
  response: Response,
  signal?: AbortSignal,
  maxBytes: number = MAX_BODY_BYTES,
): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const cancel = () => void reader.cancel().catch(() => {});
  // A user's `fetch` may not listen to the signal that it got.
  const unlisten = onAbort(signal, cancel);
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    if (signal?.aborted) cancel();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      if (bytes > maxBytes) {
        cancel();
        throw new InvalidResponseError(
          `The answer is larger than ${maxBytes} bytes: no answer of the service is.`,
          { status: response.status, requestId: response.headers.get('x-request-id') ?? undefined },
        );
      }
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    unlisten();
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
