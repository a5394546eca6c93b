import { type Canvas, createCanvas } from '../canvas.js';
import type { Size } from '../size.js';

/** Scales a picture so that it fills the size, and cuts off evenly what sticks out. */
export const cover = (picture: Canvas, size: Size): Canvas => {
  if (picture.width === size.width && picture.height === size.height) return picture;
  const scaled = createCanvas(size);
  const scale = Math.min(picture.width / size.width, picture.height / size.height);
  const left = (picture.width - size.width * scale) / 2;
  const top = (picture.height - size.height * scale) / 2;
  const sample = scale > 1 ? averageOf : between;
  for (let y = 0, at = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++, at += 3) {
      sample(picture, left + x * scale, top + y * scale, scale, scaled.data, at);
    }
  }
  return scaled;
};

type Sample = (
  picture: Canvas,
  left: number,
  top: number,
  side: number,
  into: Uint8ClampedArray,
  at: number,
) => void;

/** Scaling down: all pixels that the box touches count alike, so that nothing flickers or is left out. */
const averageOf: Sample = ({ data, width, height }, left, top, side, into, at) => {
  const right = Math.min(width, Math.max(Math.floor(left) + 1, Math.round(left + side)));
  const bottom = Math.min(height, Math.max(Math.floor(top) + 1, Math.round(top + side)));
  let red = 0;
  let green = 0;
  let blue = 0;
  let count = 0;
  for (let y = Math.floor(top); y < bottom; y++) {
    let from = (y * width + Math.floor(left)) * 3;
    for (let x = Math.floor(left); x < right; x++, from += 3, count++) {
      red += data[from] ?? 0;
      green += data[from + 1] ?? 0;
      blue += data[from + 2] ?? 0;
    }
  }
  into[at] = red / count;
  into[at + 1] = green / count;
  into[at + 2] = blue / count;
};

/** Scaling up: the four pixels round the middle of the box, by how near they are. */
const between: Sample = ({ data, width, height }, left, top, side, into, at) => {
  const x = Math.min(width - 1, Math.max(0, left + side / 2 - 0.5));
  const y = Math.min(height - 1, Math.max(0, top + side / 2 - 0.5));
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const right = (Math.min(width - 1, x0 + 1) - x0) * 3;
  const below = (Math.min(height - 1, y0 + 1) - y0) * width * 3;
  for (let c = 0; c < 3; c++) {
    const from = (y0 * width + x0) * 3 + c;
    const upper = lerp(data[from] ?? 0, data[from + right] ?? 0, x - x0);
    const lower = lerp(data[from + below] ?? 0, data[from + below + right] ?? 0, x - x0);
    into[at + c] = lerp(upper, lower, y - y0);
  }
};

const lerp = (a: number, b: number, share: number): number => a + (b - a) * share;
