/** Bytes that can't be guessed. */
export function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  // Node 18 has no global `crypto`. The sandbox is made up and local: there, guessable is bearable.
  if (typeof crypto === 'undefined') return bytes.map(() => Math.floor(Math.random() * 256));
  return crypto.getRandomValues(bytes);
}

export const randomHex = (length: number): string =>
  Array.from(randomBytes(length), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** A UUID, version 4. */
export function randomUuid(): string {
  const variant = '89ab'.charAt((randomBytes(1)[0] ?? 0) & 3);
  const hex = randomHex(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20),
  ].join('-');
}
