import { encodeBase64 } from './base64.js';

/** MD5 (RFC 1321), fed piece by piece; base64. It guards against accidents on the way, and against nobody. */
export function createMd5(): { update(bytes: Uint8Array): void; digest(): string } {
  const block = new DataView(new ArrayBuffer(64));
  const sines = Int32Array.from({ length: 64 }, (_, i) => Math.floor(2 ** 32 * Math.abs(Math.sin(i + 1))));
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  let length = 0;
  const update = (bytes: ArrayLike<number>): void => {
    for (let i = 0; i < bytes.length; i++) {
      block.setUint8(length++ % 64, bytes[i] ?? 0);
      if (length % 64 === 0) compress(state, block, sines);
    }
  };
  return {
    update,
    digest() {
      const bits = BigInt(length) * 8n;
      update([0x80]);
      while (length % 64 !== 56) update([0]);
      block.setBigUint64(56, bits, true);
      compress(state, block, sines);
      return encodeBase64(new Uint8Array(state.buffer)); // every browser's machine is little-endian
    },
  };
}

/** Four for each of four rounds. */
const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

function compress(state: Int32Array, block: DataView, sines: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let i = 0; i < 64; i++) {
    const round = i >> 4;
    const [mixed, word] =
      round === 0
        ? [(b & c) | (~b & d), i]
        : round === 1
          ? [(d & b) | (~d & c), 5 * i + 1]
          : round === 2
            ? [b ^ c ^ d, 3 * i + 5]
            : [c ^ (b | ~d), 7 * i];
    const sum = (a + mixed + (sines[i] ?? 0) + block.getInt32((word % 16) * 4, true)) | 0;
    const shift = SHIFTS[round * 4 + (i % 4)] ?? 0;
    [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
  }
  for (const [i, word] of [a, b, c, d].entries()) state[i] = (state[i] ?? 0) + word;
}
