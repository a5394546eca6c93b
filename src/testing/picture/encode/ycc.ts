import type { Canvas } from '../canvas.js';

export interface Plane {
  readonly data: Float32Array;
  readonly width: number;
}

/** Brightness in full, the two colour differences at half the size each way, all round zero. */
export const toYcc = ({ data, width, height }: Canvas): { luma: Plane; blue: Plane; red: Plane } => {
  const half = width / 2;
  const luma = new Float32Array(width * height);
  const blue = new Float32Array(half * (height / 2));
  const red = new Float32Array(half * (height / 2));
  for (let y = 0, at = 0, from = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++, from += 3) {
      const r = data[from] ?? 0;
      const g = data[from + 1] ?? 0;
      const b = data[from + 2] ?? 0;
      luma[at] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
      const to = (y >> 1) * half + (x >> 1); // a quarter of each of the four pixels that share it
      blue[to] = (blue[to] ?? 0) + (b / 2 - 0.168736 * r - 0.331264 * g) / 4;
      red[to] = (red[to] ?? 0) + (r / 2 - 0.418688 * g - 0.081312 * b) / 4;
    }
  }
  return {
    luma: { data: luma, width },
    blue: { data: blue, width: half },
    red: { data: red, width: half },
  };
};
