import { blendAt, type Canvas, fillRow } from '../canvas.js';
import { type Colour, mix } from '../colour.js';
import { between, type Random } from '../random.js';

/** For each column of the picture, where the land begins; below is solid. */
export type Outline = Float32Array;

/** Random heights, joined smoothly; each finer octave adds half as much. */
export const hills = (width: number, random: Random, base: number, rise: number, step: number): Outline => {
  const tops = new Float32Array(width).fill(base);
  for (let stride = step, weight = rise; stride > 3; stride /= 2.2, weight /= 2.1) {
    const knots = Array.from({ length: Math.ceil(width / stride) + 2 }, random);
    const shift = random() * stride;
    for (let x = 0; x < width; x++) {
      const place = (x + shift) / stride;
      const knot = Math.floor(place);
      const t = place - knot;
      const ease = t * t * (3 - 2 * t);
      const value = (knots[knot] ?? 0) * (1 - ease) + (knots[knot + 1] ?? 0) * ease;
      tops[x] = (tops[x] ?? base) - (value - 0.35) * weight;
    }
  }
  return tops;
};

/** Raises what lies within `half` of the centre to what `heightAt` gives there, unless it is higher already. */
const raise = (tops: Outline, centre: number, half: number, heightAt: (x: number) => number): void => {
  const end = Math.min(tops.length, centre + half);
  for (let x = Math.max(0, Math.ceil(centre - half)); x < end; x++) {
    tops[x] = Math.min(tops[x] ?? Number.POSITIVE_INFINITY, heightAt(x));
  }
};

/** Conifers along a ridge: each a stack of three tapering tiers. */
export const withTrees = (tops: Outline, random: Random, size: number): Outline => {
  const grown = tops.slice();
  for (let x = -size; x < tops.length + size; x += size * between(random, 0.16, 0.5)) {
    const height = size * between(random, 0.6, 1.25);
    const foot = tops[Math.min(tops.length - 1, Math.max(0, Math.round(x)))] ?? 0;
    for (let tier = 0; tier < 3; tier++) {
      const half = height * (0.11 + tier * 0.06);
      const tip = foot - height * (1 - tier * 0.27);
      raise(grown, x, half, (at) => tip + (Math.abs(at - x) / half) * height * 0.46);
    }
  }
  return grown;
};

/** A row of houses with flat roofs, some with a mast. */
export const houses = (width: number, random: Random, base: number, rise: number, broad: number): Outline => {
  const tops = new Float32Array(width).fill(base);
  for (let x = -broad / 2; x < width + broad; ) {
    const half = (broad * between(random, 0.5, 1.2)) / 2;
    const roof = Math.round(base - rise * random() ** 1.5);
    raise(tops, x + half, half, () => roof);
    if (random() < 0.25) raise(tops, x + half, 1, () => roof - rise * 0.16);
    x += half * 2 * between(random, 0.85, 1.1);
  }
  return tops;
};

/** Beyond this a step is a wall, and its edge is sharp. */
const STEEPEST = 14;

/** How much of a pixel is land, when the outline goes from `top` to the next column's. */
const coverage = (top: number, next: number, y: number): number => {
  const slope = Math.abs(next - top);
  return slope > STEEPEST
    ? Math.min(1, y + 1 - top)
    : Math.min(1, (y + 1 - Math.min(top, next)) / (slope + 1));
};

/** Fills what is below the outline; towards its foot the land fades into `mist`. */
export const fillBelow = (
  canvas: Canvas,
  tops: Outline,
  colour: Colour,
  mist: Colour,
  depth: number,
): void => {
  const { data, width, height } = canvas;
  const summit = Math.max(0, Math.floor(tops.reduce((least, top) => Math.min(least, top), height)));
  const valley = tops.reduce((most, top) => Math.max(most, top), 0);
  for (let y = summit; y < height; y++) {
    const shade = mix(colour, mist, 0.55 * Math.min(1, (y - summit) / depth));
    if (y > valley) {
      fillRow(canvas, y, shade);
      continue;
    }
    for (let x = 0, at = y * width * 3; x < width; x++, at += 3) {
      const covered = coverage(tops[x] ?? height, tops[x + 1] ?? height, y);
      if (covered > 0) blendAt(data, at, shade, covered);
    }
  }
};
