import { type Canvas, fillRect } from '../canvas.js';
import { BLACK, mix, WHITE } from '../colour.js';
import type { Palette } from '../scene/palette.js';
import { drawText } from '../text/draw-text.js';
import { cover } from './cover.js';

/** How much of the source's own colours gives way to the prompt's. */
const TINT = 0.42;
const FRAME = 8;
const LABEL_SIZE = 13;
/** The word has to fit below. */
const SLIMMEST = 46;

/** The source in the colours of the prompt, and small in a corner as it was. */
export const paintEdit = (canvas: Canvas, source: Canvas, palette: Palette): void => {
  canvas.data.set(cover(source, canvas).data);
  tint(canvas, palette);
  paintFrame(canvas);
  paintInset(canvas, source);
};

/** A duotone laid over the picture: dark parts towards the nearest land, bright ones towards the horizon. */
const tint = ({ data }: Canvas, { near, far, horizon }: Palette): void => {
  const ramp = Array.from({ length: 256 }, (_, light) =>
    light < 128 ? mix(near, far, light / 128) : mix(far, horizon, (light - 128) / 127),
  );
  for (let at = 0; at < data.length; at += 3) {
    const light = ((data[at] ?? 0) * 77 + (data[at + 1] ?? 0) * 150 + (data[at + 2] ?? 0) * 29) >> 8;
    const [red, green, blue] = ramp[light] ?? near;
    data[at] = (data[at] ?? 0) * (1 - TINT) + red * TINT;
    data[at + 1] = (data[at + 1] ?? 0) * (1 - TINT) + green * TINT;
    data[at + 2] = (data[at + 2] ?? 0) * (1 - TINT) + blue * TINT;
  }
};

const paintFrame = (canvas: Canvas): void => {
  const { width, height } = canvas;
  fillRect(canvas, [0, 0, width, FRAME], WHITE);
  fillRect(canvas, [0, FRAME, FRAME, height - FRAME], WHITE);
  fillRect(canvas, [width - FRAME, FRAME, FRAME, height - FRAME], WHITE);
};

/** Like a print that is pinned on: white border, the word below. */
const paintInset = (canvas: Canvas, source: Canvas): void => {
  const side = Math.round(Math.min(canvas.width, canvas.height) * 0.24);
  const scale = side / Math.max(source.width, source.height);
  const size = {
    width: Math.max(SLIMMEST, Math.round(source.width * scale)),
    height: Math.max(SLIMMEST, Math.round(source.height * scale)),
  };
  const print = cover(source, size);
  const left = canvas.width - size.width - 26;
  const top = 26;
  fillRect(canvas, [left - 5, top - 4, size.width + 14, size.height + LABEL_SIZE + 19], BLACK, 0.3);
  fillRect(canvas, [left - 8, top - 8, size.width + 16, size.height + LABEL_SIZE + 20], WHITE);
  drawText(canvas, 'source', [left, top + size.height + LABEL_SIZE + 4], LABEL_SIZE, [90, 90, 96]);
  for (let y = 0; y < size.height; y++) {
    const row = print.data.subarray(y * size.width * 3, (y + 1) * size.width * 3);
    canvas.data.set(row, ((top + y) * canvas.width + left) * 3);
  }
};
