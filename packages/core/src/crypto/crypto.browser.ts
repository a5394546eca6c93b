import { encodeBase64 } from './base64.js';
import { sha256 } from './sha256.js';

export { equalText } from './equal-text.js';
export { createMd5 } from './md5.js';
export { randomUUID } from './random-uuid.js';

const BLOCK_BYTES = 64;

/**
 * HMAC-SHA256 (RFC 2104) over the parts, one after the other; base64. For browsers, where a callback secret has
 * no business and every kilobyte counts: docs/decisions/002-three-sources-of-crypto.md.
 */
export function hmacSha256(key: Uint8Array, ...parts: (string | Uint8Array)[]): string {
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(key.length > BLOCK_BYTES ? sha256(key) : key);
  const pad = (byte: number) => block.map((value) => value ^ byte);
  return encodeBase64(sha256(join(pad(0x5c), sha256(join(pad(0x36), ...parts)))));
}

const join = (...parts: (string | Uint8Array)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => [...(typeof part === 'string' ? new TextEncoder().encode(part) : part)]),
  );
