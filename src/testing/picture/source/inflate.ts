import { Unzlib } from 'fflate';
import { UnreadablePictureError } from '../unreadable-picture-error.js';

/** Of packed bytes at a time, since a thousand times as many may come out of them. */
const STEP = 1 << 14;
/** Deflate gets no further than 1032 to 1, so what promises more is refused before memory is given to it. */
const MOST_RATIO = 1032;

/** Unpacks exactly `size` bytes, and stops as soon as there are more: a decompression bomb never unfolds. */
export const inflate = (packed: Uint8Array, size: number): Uint8Array => {
  if (size > packed.length * MOST_RATIO) throw new UnreadablePictureError('its pixels are cut off');
  const unpacked = new Uint8Array(size);
  let length = 0;
  const inflator = new Unzlib((chunk) => {
    if (length + chunk.length > size)
      throw new UnreadablePictureError('it unpacks to more than its size says');
    unpacked.set(chunk, length);
    length += chunk.length;
  });
  for (let at = 0; at < packed.length; at += STEP) inflator.push(packed.subarray(at, at + STEP));
  if (length < size) throw new UnreadablePictureError('its pixels are cut off');
  return unpacked;
};
