import { findGlyph } from './find-glyph.js';

const SPACE_EM = 0.27;
/** A character that no face knows is shown as a box with its number in it. */
export const UNKNOWN_EM = 1.06;

/** How far the character moves the pen, in pixels. */
export const advanceOf = (char: string, typeSize: number): number => {
  if (char === ' ') return SPACE_EM * typeSize;
  const glyph = findGlyph(char.codePointAt(0) ?? 0);
  return typeSize * (glyph === undefined ? UNKNOWN_EM : glyph.advance / glyph.face.em);
};

export const widthOf = (text: string, typeSize: number): number =>
  [...text].reduce((width, char) => width + advanceOf(char, typeSize), 0);
