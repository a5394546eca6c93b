import { AC_CODES, DC_CODES, type HuffmanSpec } from './jpeg-tables.js';

/** Code and length in one number, by symbol: `code * 32 + length`. */
const codesOf = ({ counts, symbols }: HuffmanSpec): Uint32Array => {
  const codes = new Uint32Array(256);
  let code = 0;
  let next = 0;
  for (const [index, count] of counts.entries()) {
    for (let i = 0; i < count; i++) codes[symbols[next++] ?? 0] = code++ * 32 + index + 1;
    code *= 2;
  }
  return codes;
};
const DC = codesOf(DC_CODES);
const AC = codesOf(AC_CODES);
const END_OF_BLOCK = 0x00;
const SIXTEEN_ZEROS = 0xf0;

export interface EntropyCoder {
  /** Quantized values in zigzag order; the first is the difference from the component's block before. */
  writeBlock(values: Int32Array): void;
  finish(): Uint8Array;
}

export const createEntropyCoder = (): EntropyCoder => {
  let bytes = new Uint8Array(1 << 17);
  let length = 0;
  let pending = 0;
  let pendingCount = 0;

  const writeByte = (byte: number): void => {
    if (length + 2 > bytes.length) {
      const larger = new Uint8Array(bytes.length * 2);
      larger.set(bytes);
      bytes = larger;
    }
    bytes[length++] = byte;
    if (byte === 0xff) bytes[length++] = 0; // else it would read as a marker
  };
  const writeBits = (value: number, count: number): void => {
    pending = (pending << count) | value;
    pendingCount += count;
    while (pendingCount >= 8) {
      pendingCount -= 8;
      writeByte((pending >>> pendingCount) & 255);
    }
    pending &= (1 << pendingCount) - 1;
  };
  const writeSymbol = (codes: Uint32Array, symbol: number): void => {
    const code = codes[symbol] ?? 0;
    writeBits(code >>> 5, code & 31);
  };
  /** The symbol says how many bits the value has; negative values are stored less one. */
  const writeValue = (codes: Uint32Array, zeros: number, value: number): void => {
    const size = 32 - Math.clz32(Math.abs(value));
    writeSymbol(codes, zeros * 16 + size);
    writeBits((value < 0 ? value - 1 : value) & ((1 << size) - 1), size);
  };

  return {
    writeBlock(values) {
      writeValue(DC, 0, values[0] ?? 0);
      let zeros = 0;
      for (let i = 1; i < 64; i++) {
        const value = values[i] ?? 0;
        if (value === 0) {
          zeros++;
          continue;
        }
        for (; zeros > 15; zeros -= 16) writeSymbol(AC, SIXTEEN_ZEROS);
        writeValue(AC, zeros, value);
        zeros = 0;
      }
      if (zeros > 0) writeSymbol(AC, END_OF_BLOCK);
    },
    finish() {
      if (pendingCount > 0) writeBits((1 << (8 - pendingCount)) - 1, 8 - pendingCount);
      return bytes.subarray(0, length);
    },
  };
};
