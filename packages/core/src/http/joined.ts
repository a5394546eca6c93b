import type { Chunk } from './read-chunks.js';

/** Pieces of a body as one; a single one as it is. */
export function joined(chunks: readonly Chunk[]): Chunk {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const whole = new Uint8Array(chunks.reduce((bytes, chunk) => bytes + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
