import { throwIfAborted } from '../time/abort.js';

/** What `Blob` takes as a part; older compilers know no `Uint8Array<ArrayBuffer>`. */
export type Chunk = Uint8Array & { readonly buffer: ArrayBuffer };

interface OpenBody {
  /** `undefined` at the end. */
  next(): Promise<Chunk | undefined>;
  /** To be called whatever happens: a body that is left alone keeps its socket. */
  close(): void;
}

/**
 * The bytes of a body as they come. It is read to its end, or cancelled.
 * @param signal one that `within` made: a listener of its own goes on it
 * @throws what `tooLarge` makes, above the limit: it is enforced while reading, whatever content-length says.
 */
export function openBody(
  { body }: Pick<Response, 'body'>,
  signal: AbortSignal | undefined,
  maxBytes: number,
  tooLarge: (bytes: number) => Error,
): OpenBody {
  const reader = body ? readerOf(body) : undefined;
  const cancel = () => void reader?.cancel().catch(() => {});
  // A user's `fetch` may not listen to the signal that it got. A plain listener will do, and costs less than `onAbort`.
  signal?.addEventListener('abort', cancel);
  let bytes = 0;
  let isDone = !reader;
  return {
    async next() {
      if (!reader) return undefined;
      throwIfAborted(signal); // a body that was cancelled looks as if it had come to its end
      const { done, value } = await reader.read();
      throwIfAborted(signal);
      isDone = done;
      if (done) return undefined;
      bytes += value.byteLength;
      if (bytes > maxBytes) throw tooLarge(bytes);
      return value;
    },
    close() {
      signal?.removeEventListener('abort', cancel);
      if (!isDone) cancel();
    },
  };
}

type Reader = Pick<ReadableStreamDefaultReader<Chunk>, 'read' | 'cancel'>;

/** node-fetch gives streams of Node, and web streams can be gone through as well, but not in every runtime. */
function readerOf(body: ReadableStream): Reader {
  if (typeof body.getReader === 'function') return body.getReader();
  const chunks: AsyncIterator<Chunk> = Reflect.get(body, Symbol.asyncIterator).call(body);
  return {
    read: () => chunks.next() as ReturnType<Reader['read']>,
    cancel: async () => void (await chunks.return?.()),
  };
}

/** The same, to be gone through. */
export async function* readChunks(...from: Parameters<typeof openBody>): AsyncGenerator<Chunk, void> {
  const body = openBody(...from);
  try {
    for (let chunk = await body.next(); chunk; chunk = await body.next()) yield chunk;
  } finally {
    body.close();
  }
}
