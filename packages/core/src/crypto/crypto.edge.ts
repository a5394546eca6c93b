import { hmac } from '@noble/hashes/hmac.js';
import { md5 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeBase64 } from './base64.js';

export { equalText } from './equal-text.js';
export { randomUUID } from './random-uuid.js';

/**
 * HMAC-SHA256 over the parts, one after the other; base64. For servers without `node:crypto`; synchronous, which
 * Web Crypto is not.
 */
export function hmacSha256(key: Uint8Array, ...parts: (string | Uint8Array)[]): string {
  const mac = hmac.create(sha256, key);
  for (const part of parts) mac.update(typeof part === 'string' ? new TextEncoder().encode(part) : part);
  return encodeBase64(mac.digest());
}

/** MD5 (RFC 1321), fed piece by piece; base64. It guards against accidents on the way, and against nobody. */
export function createMd5(): { update(bytes: Uint8Array): void; digest(): string } {
  const hash = md5.create();
  return { update: (bytes) => void hash.update(bytes), digest: () => encodeBase64(hash.digest()) };
}
