/** SHA-256 (FIPS 180-4). */
export function sha256(message: Uint8Array): Uint8Array {
  const data = padded(message);
  const view = new DataView(data.buffer);
  const constants = fractions(64, 3);
  const hash = fractions(8, 2);
  const w = new Int32Array(64);
  for (let offset = 0; offset < data.length; offset += 64) {
    for (let i = 0; i < 64; i++) {
      w[i] =
        i < 16
          ? view.getInt32(offset + i * 4)
          : small1(at(w, i - 2)) + at(w, i - 7) + small0(at(w, i - 15)) + at(w, i - 16);
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
    for (let i = 0; i < 64; i++) {
      const t1 = h + big1(e) + ((e & f) ^ (~e & g)) + at(constants, i) + at(w, i);
      const t2 = big0(a) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) hash[i] = at(hash, i) + value;
  }
  const digest = new DataView(new ArrayBuffer(32));
  for (const [i, value] of hash.entries()) digest.setInt32(i * 4, value);
  return new Uint8Array(digest.buffer);
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** The message, a one bit, zeros, and the length in bits as the last 8 bytes of a block of 64. */
function padded(message: Uint8Array): Uint8Array {
  const data = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  data.set(message);
  data[message.length] = 0x80;
  new DataView(data.buffer).setBigUint64(data.length - 8, BigInt(message.length) * 8n);
  return data;
}

/** The standard's constants: the first 32 bits of the fractional parts of the roots of the first primes. */
function fractions(count: number, root: 2 | 3): Int32Array {
  const found = new Int32Array(count);
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) {
    if (primes.some((prime) => n % prime === 0)) continue;
    found[primes.length] = (n ** (1 / root) % 1) * 2 ** 32;
    primes.push(n);
  }
  return found;
}

const at = (words: Int32Array, index: number): number => words[index] ?? 0;
const rotate = (x: number, n: number): number => (x >>> n) | (x << (32 - n));
const small0 = (x: number): number => rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
const small1 = (x: number): number => rotate(x, 17) ^ rotate(x, 19) ^ (x >>> 10);
const big0 = (x: number): number => rotate(x, 2) ^ rotate(x, 13) ^ rotate(x, 22);
const big1 = (x: number): number => rotate(x, 6) ^ rotate(x, 11) ^ rotate(x, 25);
