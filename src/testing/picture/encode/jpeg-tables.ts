// From ITU T.81, annexes A and K. The tables for brightness serve all three components: that costs a few per cent
// in size and saves a second set.

/** The place in the zigzag → the place in the block. */
export const ZIGZAG = zigzag();

function zigzag(): Uint8Array {
  const cells = Array.from({ length: 64 }, (_, place) => ({ place, x: place % 8, y: place >> 3 }));
  const along = (cell: { x: number; y: number }): number => ((cell.x + cell.y) % 2 === 0 ? cell.x : cell.y);
  cells.sort((a, b) => a.x + a.y - (b.x + b.y) || along(a) - along(b));
  return Uint8Array.from(cells, (cell) => cell.place);
}

/** Row by row, at quality 50; half of it is quality 75. */
// biome-ignore format: as printed in the standard
export const QUANTIZATION: readonly number[] = [
  16, 11, 10, 16, 24, 40, 51, 61,
  12, 12, 14, 19, 26, 58, 60, 55,
  14, 13, 16, 24, 40, 57, 69, 56,
  14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77,
  24, 35, 55, 64, 81, 104, 113, 92,
  49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
];

/** How many codes there are of each length from 1 to 16 bits, and what they stand for, in order. */
export interface HuffmanSpec {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

export const DC_CODES: HuffmanSpec = {
  counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
  symbols: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
};

const AC_SYMBOLS =
  '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435' +
  '363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798' +
  '999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4' +
  'f5f6f7f8f9fa';

export const AC_CODES: HuffmanSpec = {
  counts: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
  symbols: (AC_SYMBOLS.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)),
};
