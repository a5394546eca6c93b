import { createRequire } from 'node:module';
import process from 'node:process'; // the global one may be gone: bundlers and tests take it away

let loaded: typeof import('node:crypto') | undefined;

/**
 * `node:crypto` takes some 4 ms to load, a third of what importing this package may take, and most processes need
 * it later or never. `getBuiltinModule` came with Node 20.16.
 */
function nodeCrypto(): typeof import('node:crypto') {
  loaded ??= process.getBuiltinModule?.('node:crypto') ?? createRequire(process.execPath)('node:crypto');
  return loaded;
}

export const randomUUID = (): string => nodeCrypto().randomUUID();

/** HMAC-SHA256 over the parts, one after the other; base64. */
export function hmacSha256(key: Uint8Array, ...parts: (string | Uint8Array)[]): string {
  const hmac = nodeCrypto().createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('base64');
}

/** Compares in a time that does not tell where the first difference is. */
export function equalText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && nodeCrypto().timingSafeEqual(left, right);
}
