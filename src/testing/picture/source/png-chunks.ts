import { concat } from '../../concat.js';
import { crc32 } from '../png/crc32.js';
import { UnreadablePictureError } from '../unreadable-picture-error.js';
import { checkSize } from './limits.js';

export interface PngChunks {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colourType: number;
  readonly isInterlaced: boolean;
  readonly palette: Uint8Array;
  /** Of each palette entry, where there is one. */
  readonly opacity: Uint8Array;
  readonly packed: Uint8Array;
}

const refuse = (reason: string): never => {
  throw new UnreadablePictureError(reason);
};

/** Which depths go with which colour type: grey, RGB, palette, grey with alpha, RGB with alpha. */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** What the pixels depend on. A compressed colour profile, which may be a bomb of its own, is never opened. */
export const readChunks = (bytes: Uint8Array): PngChunks => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Map<string, Uint8Array[]>();
  for (let at = 8; !found.has('IEND'); ) {
    const end = at + 12 <= bytes.length ? at + 12 + view.getUint32(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) refuse('the PNG is cut off');
    if (crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) refuse('the PNG is damaged');
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const data = bytes.subarray(at + 8, end - 4);
    const earlier = found.get(type);
    if (earlier) earlier.push(data);
    else found.set(type, [data]);
    at = end;
  }

  const header = found.get('IHDR')?.[0];
  if (header?.length !== 13) return refuse('the PNG has no header');
  const fields = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const [width, height] = [fields.getUint32(0), fields.getUint32(4)];
  const [depth, colourType, isInterlaced] = [
    fields.getUint8(8),
    fields.getUint8(9),
    fields.getUint8(12) === 1,
  ];
  checkSize(width, height);
  if (!DEPTHS[colourType]?.includes(depth)) refuse(`no PNG has colour type ${colourType} with ${depth} bits`);
  return {
    width,
    height,
    depth,
    colourType,
    isInterlaced,
    palette: found.get('PLTE')?.[0] ?? new Uint8Array(),
    opacity: (colourType === 3 && found.get('tRNS')?.[0]) || new Uint8Array(),
    packed: concat(found.get('IDAT') ?? []),
  };
};
