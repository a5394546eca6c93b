import { type Canvas, fillRect } from '../canvas.js';
import type { Colour } from '../colour.js';
import { drawGlyph } from './draw-glyph.js';
import { findGlyph } from './find-glyph.js';
import { advanceOf, UNKNOWN_EM } from './measure.js';

/** One line, from `x` to the right on the baseline `y`. */
export const drawText = (
  canvas: Canvas,
  text: string,
  [x, y]: readonly [number, number],
  typeSize: number,
  colour: Colour,
): void => {
  let penX = x;
  for (const char of text) {
    if (char !== ' ') drawCharacter(canvas, char.codePointAt(0) ?? 0, [penX, y], typeSize, colour);
    penX += advanceOf(char, typeSize);
  }
};

const drawCharacter = (
  canvas: Canvas,
  codePoint: number,
  pen: readonly [number, number],
  typeSize: number,
  colour: Colour,
): void => {
  const glyph = findGlyph(codePoint);
  if (glyph === undefined) drawUnknown(canvas, codePoint, pen, typeSize, colour);
  else drawGlyph(canvas, glyph, pen, typeSize, colour);
};

/** A box with the character's number in it: no two look alike, which empty boxes would. */
const drawUnknown = (
  canvas: Canvas,
  codePoint: number,
  [x, y]: readonly [number, number],
  typeSize: number,
  colour: Colour,
): void => {
  const left = x + 0.06 * typeSize;
  const width = (UNKNOWN_EM - 0.12) * typeSize;
  const top = y - 0.84 * typeSize;
  fillRect(canvas, [left, top, width, typeSize], colour, 0.22);

  const digits = codePoint.toString(16).toUpperCase().padStart(4, '0');
  const half = Math.ceil(digits.length / 2);
  const digitSize = (half > 2 ? 0.4 : 0.5) * typeSize;
  for (const [row, part] of [digits.slice(0, half), digits.slice(half)].entries()) {
    const partWidth = [...part].reduce((sum, digit) => sum + advanceOf(digit, digitSize), 0);
    drawText(
      canvas,
      part,
      [left + (width - partWidth) / 2, top + (0.44 + row * 0.43) * typeSize],
      digitSize,
      colour,
    );
  }
};
