/** A random UUID (RFC 9562), also where a page is not secure and `crypto.randomUUID` is kept from it. */
export function randomUUID(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, randomDigit);
}

/** `x` is any digit; `y` holds the two bits that say which kind of UUID it is. */
function randomDigit(place: string): string {
  const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
  return (place === 'x' ? random & 0xf : (random & 0x3) | 0x8).toString(16);
}
