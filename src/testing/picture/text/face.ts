import { type Bits, CONTEXTS, decodeGlyph } from './glyph-decoder.js';

/** Metrics are in the face's own pixels, `em` of them to the size of the type. */
export interface Glyph {
  readonly bits: Bits;
  readonly width: number;
  readonly height: number;
  readonly advance: number;
  readonly face: Face;
}

export interface Face {
  readonly em: number;
  readonly baseline: number;
  /** Empty columns left and right of the advance, for what overhangs. */
  readonly margin: number;
  glyph(codePoint: number): Glyph | undefined;
}

/** Reads what font/bake-font.mjs wrote. Glyphs are decoded one by one as they are needed. */
export const readFace = (base64: string): Face => {
  const bytes = fromBase64(base64);
  const [em = 0, height = 0, baseline = 0, margin = 0] = bytes;
  const model = bytes.subarray(HEADER, HEADER + CONTEXTS);
  const { places, advances, starts } = readIndex(bytes);

  const face: Face = {
    em,
    baseline,
    margin,
    glyph(codePoint) {
      const place = places.get(codePoint);
      if (place === undefined) return undefined;
      const advance = advances[place] ?? 0;
      const width = advance + 2 * margin;
      const stream = bytes.subarray(starts[place], starts[place + 1]);
      return { bits: decodeGlyph(stream, model, width, height), width, height, advance, face };
    },
  };
  return face;
};

const fromBase64 = (base64: string): Uint8Array => {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
};

const HEADER = 6;

/** In columns, not in an object each: there are nine thousand. */
interface Index {
  readonly places: ReadonlyMap<number, number>;
  readonly advances: Uint8Array;
  /** Of each stream, and at last the end of all. */
  readonly starts: Uint32Array;
}

const readIndex = (bytes: Uint8Array): Index => {
  let at = HEADER + CONTEXTS;
  const readByte = (): number => bytes[at++] ?? 0;
  const readVarint = (): number => {
    const byte = readByte();
    return byte < 128 ? byte : (byte & 127) | (readVarint() << 7);
  };

  const count = (bytes[4] ?? 0) * 256 + (bytes[5] ?? 0);
  const places = new Map<number, number>();
  const advances = new Uint8Array(count);
  const starts = new Uint32Array(count + 1);
  for (let place = 0, codePoint = 0; place < count; place++) {
    codePoint += readVarint();
    places.set(codePoint, place);
    advances[place] = readByte();
    starts[place + 1] = (starts[place] ?? 0) + readVarint();
  }
  return { places, advances, starts: starts.map((start) => start + at) };
};
