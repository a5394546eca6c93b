import { cjk } from '../font/cjk.data.js';
import { latin } from '../font/latin.data.js';
import { type Face, type Glyph, readFace } from './face.js';

/** Unpacked when first asked for: most runs never draw a Chinese prompt. */
const lazily = (base64: string): (() => Face) => {
  let face: Face | undefined;
  return () => {
    face ??= readFace(base64);
    return face;
  };
};
const latinFace = lazily(latin);
const cjkFace = lazily(cjk);

const found = new Map<number, Glyph>();

/** Latin, Greek, Cyrillic, Chinese and Japanese; undefined for what neither face knows. */
export const findGlyph = (codePoint: number): Glyph | undefined => {
  const known = found.get(codePoint);
  if (known !== undefined) return known;
  const glyph = latinFace().glyph(codePoint) ?? cjkFace().glyph(codePoint);
  if (glyph !== undefined) found.set(codePoint, glyph);
  return glyph;
};
