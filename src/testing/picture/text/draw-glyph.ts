import { blendAt, type Canvas } from '../canvas.js';
import type { Colour } from '../colour.js';
import type { Glyph } from './face.js';

/** Where type is drawn as large as its bits or larger, their corners are rounded by looking at a little more. */
const SOFTEST = 1.3;

/** How much of the box, in the glyph's own pixels, is ink: 0 to 1. */
const inkIn = (glyph: Glyph, left: number, top: number, side: number): number => {
  const right = Math.min(glyph.width, left + side);
  const bottom = Math.min(glyph.height, top + side);
  let ink = 0;
  for (let y = Math.max(0, Math.floor(top)); y < bottom; y++) {
    const rowShare = Math.min(y + 1, bottom) - Math.max(y, top);
    for (let x = Math.max(0, Math.floor(left)); x < right; x++) {
      if (glyph.bits[y * glyph.width + x] === 1)
        ink += rowShare * (Math.min(x + 1, right) - Math.max(x, left));
    }
  }
  return ink / (side * side);
};

/** `penX` may lie between pixels; smooth edges come from scaling the larger glyph down. */
export const drawGlyph = (
  canvas: Canvas,
  glyph: Glyph,
  [penX, baselineY]: readonly [number, number],
  typeSize: number,
  colour: Colour,
): void => {
  const side = glyph.face.em / typeSize;
  const reach = Math.max(side, SOFTEST);
  const inset = (side - reach) / 2;
  const left = penX - glyph.face.margin / side;
  const top = baselineY - glyph.face.baseline / side;
  const right = Math.min(canvas.width, left + glyph.width / side);
  const bottom = Math.min(canvas.height, top + glyph.height / side);
  for (let y = Math.max(0, Math.floor(top)); y < bottom; y++) {
    for (let x = Math.max(0, Math.floor(left)); x < right; x++) {
      const ink = inkIn(glyph, (x - left) * side + inset, (y - top) * side + inset, reach);
      if (ink > 0) blendAt(canvas.data, (y * canvas.width + x) * 3, colour, ink);
    }
  }
};
