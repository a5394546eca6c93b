/** Which kind of binary data it is: bytes (also a `Buffer` or another view), or a `Blob` or `File`; else nothing. */
export function binaryKind(value: unknown): 'bytes' | 'blob' | undefined {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return 'bytes';
  // Not `instanceof`: some runtimes have no `Blob`, and polyfills, jsdom and other realms have one of their own.
  const { size, slice, arrayBuffer } = Object(value);
  const isBlob = typeof size === 'number' && typeof slice === 'function' && typeof arrayBuffer === 'function';
  return isBlob ? 'blob' : undefined;
}
