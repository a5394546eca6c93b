import { throwIfAborted } from '../time/abort.js';

/** What `Blob` takes as a part; older compilers know no `Uint8Array<ArrayBuffer>`. */
export type Chunk = Uint8Array & { readonly buffer: ArrayBuffer };

/**
 * The bytes of a body as they come. Whatever happens, the body is read to its end or cancelled: one that is left
 * alone keeps its socket.
 * @throws what `tooLarge` makes, above the limit: it is enforced while reading, whatever content-length says.
 */
export async function* readChunks(
  { body }: Pick<Response, 'body'>,
  signal: AbortSignal | undefined,
  maxBytes: number,
  tooLarge: (bytes: number) => Error,
): AsyncGenerator<Chunk, void> {
  const reader = body?.getReader();
  if (!reader) return;
  const cancel = () => void reader.cancel().catch(() => {});
  // A user's `fetch` may not listen to the signal that it got. The signal is this attempt's own: a plain listener will do.
  signal?.addEventListener('abort', cancel);
  let bytes = 0;
  let isDone = false;
  try {
    for (;;) {
      throwIfAborted(signal); // a body that was cancelled looks as if it had come to its end
      const { done, value } = await reader.read();
      throwIfAborted(signal);
      isDone = done;
      if (done) return;
      bytes += value.byteLength;
      if (bytes > maxBytes) throw tooLarge(bytes);
      yield value;
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
    if (!isDone) cancel();
  }
}
