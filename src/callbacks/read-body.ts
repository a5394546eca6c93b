/** Far above any callback of RunAPI. */
export const MAX_BODY_BYTES = 1_048_576;

/**
 * The raw bytes of a request; `undefined` as soon as there are more than the limit, and then it reads no further.
 * @throws Error when there is nothing left to read, or the connection broke
 */
export async function readBody(request: Request, signal: AbortSignal): Promise<Uint8Array | undefined> {
  if (request.bodyUsed) {
    throw new Error(
      'Something read the body of this request before, so its signature can not be checked: let that read request.clone().body.',
    );
  }
  if (Number(request.headers.get('content-length')) > MAX_BODY_BYTES) {
    request.body?.cancel().catch(() => {});
    return undefined;
  }
  return request.body ? readBytes(request.body, signal) : new Uint8Array();
}

async function readBytes(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const reader = stream.getReader();
  const stopReading = () => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener('abort', stopReading);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return concat(chunks, size);
      size += value.byteLength;
      if (size > MAX_BODY_BYTES) {
        reader.cancel().catch(() => {});
        return undefined;
      }
      chunks.push(value);
    }
  } finally {
    signal.removeEventListener('abort', stopReading);
  }
}

function concat(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
