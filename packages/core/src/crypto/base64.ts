/** Bytes of a base64 or base64url text, with or without padding; `undefined` when it is neither. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const url = /^[A-Za-z0-9_-]+={0,2}$/.test(text);
  const plain = url ? text.replaceAll('-', '+').replaceAll('_', '/') : text;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(plain)) return undefined;
  try {
    return Uint8Array.from(atob(plain), (char) => char.charCodeAt(0));
  } catch {
    return undefined; // a length that no base64 has
  }
}

export const encodeBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
