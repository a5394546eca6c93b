import { zlibSync } from 'fflate';
import { concat } from '../../concat.js';
import type { Canvas } from '../canvas.js';
import { crc32 } from '../png/crc32.js';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const EIGHT_BIT_RGB = [8, 2, 0, 0, 0];

/** The plainest PNG there is, at the fastest compression: a picture waits for nobody's bandwidth here. */
export const encodePng = (canvas: Canvas): Uint8Array => {
  const header = [...bigEndian(canvas.width), ...bigEndian(canvas.height), ...EIGHT_BIT_RGB];
  const parts = [
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', Uint8Array.from(header)),
    chunk('IDAT', zlibSync(filterRows(canvas), { level: 1 })),
    chunk('IEND', new Uint8Array()),
  ];
  return concat(parts);
};

/** Filter "Sub": each byte as its difference from the pixel on its left, zero wherever a row is of one colour. */
const filterRows = ({ data, width, height }: Canvas): Uint8Array => {
  const stride = width * 3;
  const rows = new Uint8Array((stride + 1) * height);
  for (let y = 0, from = 0, to = 0; y < height; y++) {
    rows[to++] = 1;
    for (let x = 0; x < stride; x++, from++) {
      rows[to++] = (data[from] ?? 0) - (x < 3 ? 0 : (data[from - 3] ?? 0));
    }
  }
  return rows;
};

const chunk = (type: string, body: Uint8Array): Uint8Array => {
  const name = Array.from(type, (char) => char.charCodeAt(0));
  const checked = concat([Uint8Array.from(name), body]);
  return concat([bigEndian(body.length), checked, bigEndian(crc32(checked))]);
};

const bigEndian = (value: number): Uint8Array =>
  Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
