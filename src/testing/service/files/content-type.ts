const STARTS: readonly (readonly [start: RegExp, contentType: string, extension: string])[] = [
  [/^ffd8ff/, 'image/jpeg', 'jpg'],
  [/^89504e470d0a1a0a/, 'image/png', 'png'],
  [/^47494638/, 'image/gif', 'gif'],
  [/^52494646.{8}57454250/, 'image/webp', 'webp'],
];

/** What the service makes of bytes whose type nobody told. */
export function contentTypeOf(bytes: Uint8Array): { contentType: string; extension: string } {
  const start = Array.from(bytes.subarray(0, 12), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const [, contentType = 'application/octet-stream', extension = 'bin'] =
    STARTS.find(([pattern]) => pattern.test(start)) ?? [];
  return { contentType, extension };
}
