import type { Canvas } from '../canvas.js';
import { createEntropyCoder } from './entropy-coder.js';
import { DCT_SCALE, forwardDct } from './forward-dct.js';
import { AC_CODES, DC_CODES, type HuffmanSpec, QUANTIZATION, ZIGZAG } from './jpeg-tables.js';
import { type Plane, toYcc } from './ycc.js';

/** A fifth of the standard's steps: quality 90. */
const STEPS = QUANTIZATION.map((step) => Math.max(1, Math.round(step / 5)));
/** In zigzag order, as the values leave. */
const FACTORS = Float32Array.from(ZIGZAG, (place) => 1 / ((DCT_SCALE[place] ?? 1) * (STEPS[place] ?? 1)));

/**
 * Baseline JPEG, colours at half resolution; both sides of the canvas must be multiples of 16.
 * jpeg-js, which decodes the sources, takes over 100 ms for its first picture, and needs Node's Buffer to encode.
 */
export const encodeJpeg = (canvas: Canvas): Uint8Array => {
  const head = [
    [0xff, 0xd8],
    segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]), // "JFIF", version 1.1, square pixels
    segment(0xdb, [0, ...Array.from(ZIGZAG, (place) => STEPS[place] ?? 1)]),
    segment(0xc0, [8, ...word(canvas.height), ...word(canvas.width), 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0]),
    segment(0xc4, [...table(0x00, DC_CODES), ...table(0x10, AC_CODES)]),
    segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
  ].flat();
  const scan = encodeScan(canvas);

  const bytes = new Uint8Array(head.length + scan.length + 2);
  bytes.set(head);
  bytes.set(scan, head.length);
  bytes.set([0xff, 0xd9], head.length + scan.length);
  return bytes;
};

const word = (value: number): [number, number] => [value >> 8, value & 255];
const segment = (marker: number, body: number[]): number[] => [
  0xff,
  marker,
  ...word(body.length + 2),
  ...body,
];
const table = (slot: number, { counts, symbols }: HuffmanSpec): number[] => [slot, ...counts, ...symbols];

/** Squares of 16 × 16 pixels: four blocks of brightness, then one of each colour difference. */
const encodeScan = (canvas: Canvas): Uint8Array => {
  const coder = createEntropyCoder();
  const block = new Float32Array(64);
  const values = new Int32Array(64);

  /** Gives the block's average, from which the component's next one is told. */
  const write = (plane: Plane, x: number, y: number, before: number): number => {
    for (let row = 0; row < 8; row++) {
      const from = (y + row) * plane.width + x;
      block.set(plane.data.subarray(from, from + 8), row * 8);
    }
    forwardDct(block);
    for (let i = 0; i < 64; i++) {
      const value = (block[ZIGZAG[i] ?? 0] ?? 0) * (FACTORS[i] ?? 0);
      values[i] = value < 0 ? value - 0.5 : value + 0.5; // the array cuts off the rest
    }
    const average = values[0] ?? 0;
    values[0] = average - before;
    coder.writeBlock(values);
    return average;
  };

  const { luma, blue, red } = toYcc(canvas);
  let lumaBefore = 0;
  let blueBefore = 0;
  let redBefore = 0;
  for (let y = 0; y < canvas.height; y += 16) {
    for (let x = 0; x < canvas.width; x += 16) {
      for (let part = 0; part < 4; part++) {
        lumaBefore = write(luma, x + (part & 1) * 8, y + (part >> 1) * 8, lumaBefore);
      }
      blueBefore = write(blue, x / 2, y / 2, blueBefore);
      redBefore = write(red, x / 2, y / 2, redBefore);
    }
  }
  return coder.finish();
};
