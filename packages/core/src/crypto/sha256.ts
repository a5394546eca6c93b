/** SHA-256 (FIPS 180-4). */
export function sha256(message: Uint8Array): Uint8Array {
  const data = padded(message);
  const constants = fractions(64, 3);
  let hash = fractions(8, 2);
  for (let offset = 0; offset < data.byteLength; offset += 64) {
    const words: number[] = [];
    const before = (steps: number) => words.at(-steps) ?? 0;
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
    for (const [i, constant] of constants.entries()) {
      const word =
        i < 16
          ? data.getInt32(offset + i * 4)
          : (mix(before(2), 17, 19, before(2) >>> 10) +
              before(7) +
              mix(before(15), 7, 18, before(15) >>> 3) +
              before(16)) |
            0;
      words.push(word);
      const t1 = h + mix(e, 6, 11, rotate(e, 25)) + ((e & f) ^ (~e & g)) + constant + word;
      const t2 = mix(a, 2, 13, rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    const state = [a, b, c, d, e, f, g, h];
    hash = hash.map((value, i) => value + (state[i] ?? 0));
  }
  const digest = new DataView(new ArrayBuffer(32));
  for (const [i, value] of hash.entries()) digest.setInt32(i * 4, value);
  return new Uint8Array(digest.buffer);
}

/** The message, a one bit, zeros, and the length in bits as the last 8 bytes of a block of 64. */
function padded(message: Uint8Array): DataView {
  const data = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  data.set(message);
  data[message.length] = 0x80;
  const view = new DataView(data.buffer);
  view.setBigUint64(data.length - 8, BigInt(message.length) * 8n);
  return view;
}

/**
 * The standard's constants: the first 32 bits of the fractional parts of the roots of the first primes. `Int32Array`
 * takes no others.
 */
function fractions(count: number, root: 2 | 3): Int32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (!primes.some((prime) => n % prime === 0)) primes.push(n);
  return Int32Array.from(primes, (prime) => prime ** (1 / root) * 2 ** 32);
}

const rotate = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

/** What the standard's four sigmas have in common. */
const mix = (x: number, n: number, m: number, rest: number): number => rotate(x, n) ^ rotate(x, m) ^ rest;
