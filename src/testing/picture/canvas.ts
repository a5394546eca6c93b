import type { Colour } from './colour.js';
import type { Size } from './size.js';

/** A picture in memory: red, green and blue of each pixel, row by row. It has no transparency. */
export interface Canvas extends Size {
  readonly data: Uint8ClampedArray;
}

export const createCanvas = ({ width, height }: Size): Canvas => ({
  width,
  height,
  data: new Uint8ClampedArray(width * height * 3),
});

/** A whole row in one colour; what a loop over its pixels would take several times as long for. */
export const fillRow = ({ data, width }: Canvas, y: number, [red, green, blue]: Colour): void => {
  const start = y * width * 3;
  const end = start + width * 3;
  data[start] = red;
  data[start + 1] = green;
  data[start + 2] = blue;
  for (let filled = 3; start + filled < end; filled *= 2) {
    data.copyWithin(start + filled, start, Math.min(start + filled, end - filled));
  }
};

/** Lays a colour over the pixel at `index` (of its red byte); alpha 1 hides what was there. */
export const blendAt = (data: Uint8ClampedArray, index: number, colour: Colour, alpha: number): void => {
  const below = 1 - alpha;
  data[index] = (data[index] ?? 0) * below + colour[0] * alpha;
  data[index + 1] = (data[index + 1] ?? 0) * below + colour[1] * alpha;
  data[index + 2] = (data[index + 2] ?? 0) * below + colour[2] * alpha;
};

/** What sticks out is cut off, as with all that draws here. Edges may lie between pixels. */
export const fillRect = (
  canvas: Canvas,
  [left, top, width, height]: readonly [number, number, number, number],
  colour: Colour,
  alpha = 1,
): void => {
  const right = left + width;
  const bottom = top + height;
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(canvas.height, bottom); y++) {
    const rowShare = Math.min(y + 1, bottom) - Math.max(y, top);
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(canvas.width, right); x++) {
      const share = rowShare * (Math.min(x + 1, right) - Math.max(x, left));
      blendAt(canvas.data, (y * canvas.width + x) * 3, colour, alpha * share);
    }
  }
};

export const fillDisc = (
  canvas: Canvas,
  [centreX, centreY]: readonly [number, number],
  radius: number,
  colour: Colour,
  alpha = 1,
): void => {
  for (
    let y = Math.max(0, Math.floor(centreY - radius));
    y < Math.min(canvas.height, centreY + radius + 1);
    y++
  ) {
    for (
      let x = Math.max(0, Math.floor(centreX - radius));
      x < Math.min(canvas.width, centreX + radius + 1);
      x++
    ) {
      const inside = radius + 0.5 - Math.hypot(x + 0.5 - centreX, y + 0.5 - centreY);
      if (inside > 0) blendAt(canvas.data, (y * canvas.width + x) * 3, colour, alpha * Math.min(1, inside));
    }
  }
};
