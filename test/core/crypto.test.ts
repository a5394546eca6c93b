import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBase64 } from '../../packages/core/src/crypto/base64.js';
import * as browser from '../../packages/core/src/crypto/crypto.browser.js';
import * as edge from '../../packages/core/src/crypto/crypto.edge.js';
import * as node from '../../packages/core/src/crypto/crypto.node.js';
import { randomUUID } from '../../packages/core/src/crypto/random-uuid.js';

const bytes = (maxLength: number) => fc.uint8Array({ minLength: 1, maxLength });

it('signs alike on Node, on the edge and in a browser, whatever the key and the parts', () => {
  fc.assert(
    fc.property(bytes(200), fc.string({ unit: 'binary' }), bytes(300), (key, text, data) => {
      const expected = node.hmacSha256(key, text, data);
      expect(edge.hmacSha256(key, text, data)).toBe(expected);
      expect(browser.hmacSha256(key, text, data)).toBe(expected);
    }),
    { numRuns: 500 },
  );
});

it.each([0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 100_000])(
  'signs alike at the awkward size of %i bytes',
  (size) => {
    const data = new Uint8Array(size).fill(0xa5);
    const expected = node.hmacSha256(data.slice(0, 65), data);
    expect(edge.hmacSha256(data.slice(0, 65), data)).toBe(expected);
    expect(browser.hmacSha256(data.slice(0, 65), data)).toBe(expected);
  },
);

const md5 = ({ createMd5 }: Pick<typeof node, 'createMd5'>, ...parts: Uint8Array[]) => {
  const hash = createMd5();
  for (const part of parts) hash.update(part);
  return hash.digest();
};

it.each([0, 1, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 119, 120, 128, 100_000])(
  'makes the same MD5 everywhere at the awkward size of %i bytes',
  (size) => {
    const data = Uint8Array.from({ length: size }, (_, i) => i * 31);
    const expected = createHash('md5').update(data).digest('base64');
    for (const source of [node, edge, browser]) expect(md5(source, data)).toBe(expected);
  },
);

it('makes the same MD5 everywhere, in whatever pieces the bytes come', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 150 })), (parts) => {
      const expected = createHash('md5').update(Buffer.concat(parts)).digest('base64');
      for (const source of [node, edge, browser]) expect(md5(source, ...parts)).toBe(expected);
    }),
  );
});

it.each([node, edge, browser])(
  'takes texts for equal only when every character is the same',
  ({ equalText }) => {
    expect(equalText('abcd', 'abcd')).toBe(true);
    for (const other of ['abce', 'bbcd', 'abc', 'abcde', '', 'abcď'])
      expect(equalText('abcd', other)).toBe(false);
  },
);

it.each([
  ['base64', '+/+/', 'fbffbf'],
  ['base64url', '-_-_', 'fbffbf'],
  ['base64 with padding', '+w==', 'fb'],
  ['base64url with padding', '-w==', 'fb'],
  ['base64url without padding', '-w', 'fb'],
  ['a mix of both', '-w+/', undefined],
  ['a length that no base64 has', 'AAAAA', undefined],
  ['padding in the middle', 'A=AA', undefined],
  ['nothing', '', undefined],
])('takes %s for what it is', (_, text, hex) => {
  const bytes = decodeBase64(text);
  expect(bytes && Buffer.from(bytes).toString('hex')).toBe(hex);
});

it('makes a random UUID of version 4 also where the page may not call crypto.randomUUID', () => {
  const { randomUUID: original } = crypto;
  Reflect.set(crypto, 'randomUUID', undefined);
  try {
    const ids = new Set(Array.from({ length: 200 }, randomUUID));
    expect(ids.size).toBe(200);
    // Each digit that is free is any: fewer would be fewer ids than there seem to be.
    for (const at of [0, 9, 15, 20, 35])
      expect(new Set([...ids].map((id) => id[at])).size).toBeGreaterThan(8);
    for (const id of ids)
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  } finally {
    Reflect.set(crypto, 'randomUUID', original);
  }
});
