import Module from 'node:module';

type NodeCrypto = typeof import('node:crypto');

let loaded: NodeCrypto | undefined;

/**
 * `node:crypto` takes some 4 ms to load, a third of what importing this package may take, and most processes need
 * it later or never. `getBuiltinModule` came with Node 20.16. The global `process` may be gone (bundlers and tests
 * take it away), and importing it from `node:process` opens all three standard streams, for 6 ms. `createRequire` is
 * not imported by its name: webpack would take the call for its own, and leave nothing of it.
 */
function nodeCrypto(): NodeCrypto {
  loaded ??= load();
  return loaded;
}

function load(): NodeCrypto {
  const { process } = globalThis as { process?: NodeJS.Process };
  return process?.getBuiltinModule?.('node:crypto') ?? Module.createRequire(ANYWHERE)('node:crypto');
}

/** A path that is absolute on Windows, too; a built-in module is found from everywhere. */
const ANYWHERE = 'file:///c:/';

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

/** MD5 (RFC 1321), fed piece by piece; base64. It guards against accidents on the way, and against nobody. */
export function createMd5(): { update(bytes: Uint8Array): void; digest(): string } {
  const hash = nodeCrypto().createHash('md5');
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('base64') };
}
