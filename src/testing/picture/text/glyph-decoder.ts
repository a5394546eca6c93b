/** The pixels of a glyph: 1 where there is ink. */
export type Bits = Uint8Array;

/** How many pixels of context the model is indexed by, as a power of two. */
export const CONTEXTS = 1 << 12;

/** Empty columns round a row, so that a pixel's neighbours never need looking for. */
const EDGE = 4;

/**
 * Undoes the range coder of font/bake-font.mjs. Each pixel's odds come from `model`, by the twelve pixels
 * before it, so the order of the neighbours here and there must agree.
 */
export const decodeGlyph = (stream: Uint8Array, model: Uint8Array, width: number, height: number): Bits => {
  const stride = width + 2 * EDGE;
  const padded = new Uint8Array(stride * (height + 2));
  let next = 4;
  let range = 0xffffffff;
  let code = firstWord(stream);
  for (let y = 0; y < height; y++) {
    for (let x = 0, at = (y + 2) * stride + EDGE; x < width; x++, at++) {
      const bound = (range >>> 8) * (model[contextAt(padded, at, stride)] ?? 128);
      if (code < bound) {
        range = bound;
      } else {
        code -= bound;
        range -= bound;
        padded[at] = 1;
      }
      while (range < 0x1000000) {
        code = ((code << 8) | (stream[next++] ?? 0)) >>> 0; // trailing zeros are not stored
        range = (range << 8) >>> 0;
      }
    }
  }

  const bits = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (y + 2) * stride + EDGE;
    bits.set(padded.subarray(from, from + width), y * width);
  }
  return bits;
};

const firstWord = (stream: Uint8Array): number =>
  (((stream[0] ?? 0) << 24) | ((stream[1] ?? 0) << 16) | ((stream[2] ?? 0) << 8) | (stream[3] ?? 0)) >>> 0;

/** Four on the left, five of the row above, three of the row above that. */
const contextAt = (bits: Bits, at: number, stride: number): number => {
  const above = at - stride;
  const higher = above - stride;
  return (
    ((bits[at - 1] ?? 0) << 11) |
    ((bits[at - 2] ?? 0) << 10) |
    ((bits[at - 3] ?? 0) << 9) |
    ((bits[at - 4] ?? 0) << 8) |
    ((bits[above] ?? 0) << 7) |
    ((bits[above - 1] ?? 0) << 6) |
    ((bits[above + 1] ?? 0) << 5) |
    ((bits[above - 2] ?? 0) << 4) |
    ((bits[above + 2] ?? 0) << 3) |
    ((bits[higher] ?? 0) << 2) |
    ((bits[higher - 1] ?? 0) << 1) |
    (bits[higher + 1] ?? 0)
  );
};
