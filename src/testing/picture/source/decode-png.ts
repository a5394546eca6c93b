import { type Canvas, createCanvas } from '../canvas.js';
import { inflate } from './inflate.js';
import { type PngChunks, readChunks } from './png-chunks.js';
import { unfilter } from './unfilter.js';

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

interface Pass {
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
}
const WHOLE: readonly Pass[] = [{ x: 0, y: 0, stepX: 1, stepY: 1 }];
const ADAM7: readonly Pass[] = [
  { x: 0, y: 0, stepX: 8, stepY: 8 },
  { x: 4, y: 0, stepX: 8, stepY: 8 },
  { x: 0, y: 4, stepX: 4, stepY: 8 },
  { x: 2, y: 0, stepX: 4, stepY: 4 },
  { x: 0, y: 2, stepX: 2, stepY: 4 },
  { x: 1, y: 0, stepX: 2, stepY: 2 },
  { x: 0, y: 1, stepX: 1, stepY: 2 },
];

/** Every kind of PNG; what is transparent shows white, as on paper. */
export const decodePng = (bytes: Uint8Array): Canvas => {
  const png = readChunks(bytes);
  const channels = CHANNELS[png.colourType] ?? 1;
  const bits = channels * png.depth;
  const passes = (png.isInterlaced ? ADAM7 : WHOLE)
    .map((pass) => {
      const width = Math.ceil((png.width - pass.x) / pass.stepX);
      const height = Math.ceil((png.height - pass.y) / pass.stepY);
      return { ...pass, width, height, stride: Math.ceil((width * bits) / 8) };
    })
    .filter((pass) => pass.width > 0 && pass.height > 0);
  const data = inflate(
    png.packed,
    passes.reduce((size, pass) => size + (pass.stride + 1) * pass.height, 0),
  );

  const canvas = createCanvas(png);
  let at = 0;
  for (const pass of passes) {
    let above: Uint8Array = new Uint8Array();
    for (let row = 0; row < pass.height; row++, at += pass.stride + 1) {
      const line = data.subarray(at + 1, at + 1 + pass.stride);
      unfilter(data[at] ?? 0, line, above, Math.max(1, bits >> 3));
      const start = (pass.y + row * pass.stepY) * png.width + pass.x;
      paintRow(canvas, png, channels, line, pass.width, start, pass.stepX);
      above = line;
    }
  }
  return canvas;
};

/** `start` and `step` count pixels of the canvas. */
const paintRow = (
  { data }: Canvas,
  { depth, colourType, palette, opacity }: PngChunks,
  channels: number,
  line: Uint8Array,
  width: number,
  start: number,
  step: number,
): void => {
  const most = 2 ** Math.min(8, depth) - 1;
  /** Of 16 bits the upper 8 do; several small values share a byte, the first in its upper bits. */
  const sample = (index: number): number => {
    if (depth >= 8) return line[(index * depth) >> 3] ?? 0;
    return ((line[(index * depth) >> 3] ?? 0) >> (8 - depth - ((index * depth) & 7))) & most;
  };
  const hasAlpha = colourType >= 4;
  for (let x = 0, to = start * 3; x < width; x++, to += step * 3) {
    const first = sample(x * channels);
    const alpha = hasAlpha
      ? sample(x * channels + channels - 1)
      : colourType === 3
        ? (opacity[first] ?? 255)
        : 255;
    for (let c = 0; c < 3; c++) {
      const value =
        colourType === 3
          ? (palette[first * 3 + c] ?? 0)
          : channels < 3
            ? (first * 255) / most
            : sample(x * channels + c);
      data[to + c] = alpha === 255 ? value : 255 + ((value - 255) * alpha) / 255;
    }
  }
};
