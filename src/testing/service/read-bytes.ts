import { concat } from '../concat.js';

/** All bytes of a stream; `undefined` as soon as there are more than `maxBytes`, and then it reads no further. */
export async function readBytes(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) {
      reader.cancel().catch(() => {}); // not awaited: a clone's half is cancelled only when the other one is
      return undefined;
    }
    chunks.push(value);
  }
  return concat(chunks);
}
