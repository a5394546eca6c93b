import { UnreadablePictureError } from '../unreadable-picture-error.js';

/** Which of left, above and upper left is nearest to left + above - upper left. */
const paeth = (left: number, above: number, corner: number): number => {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
};

/**
 * Turns a row's differences back into bytes, in place. `above` is the row before it, or empty; `pixel` is how many
 * bytes lie between neighbours, at least 1.
 */
export const unfilter = (filter: number, row: Uint8Array, above: Uint8Array, pixel: number): void => {
  if (filter === 0) return;
  if (filter > 4) throw new UnreadablePictureError(`the PNG has a row of the unknown filter ${filter}`);
  for (let i = 0; i < row.length; i++) {
    const a = i < pixel ? 0 : (row[i - pixel] ?? 0);
    const b = above[i] ?? 0;
    const c = i < pixel ? 0 : (above[i - pixel] ?? 0);
    const guess = filter === 1 ? a : filter === 2 ? b : filter === 3 ? (a + b) >> 1 : paeth(a, b, c);
    row[i] = (row[i] ?? 0) + guess;
  }
};
