import type { Size } from '../size.js';
import { UnreadablePictureError } from '../unreadable-picture-error.js';

/** Frame headers; of the markers round them, C4, C8 and CC are something else. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** What the frame header says, read before any memory is given to it. */
export const jpegSize = (bytes: Uint8Array): Size => {
  const word = (at: number): number => (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
  for (let at = 2; at + 9 < bytes.length; ) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) break;
    if (isFrame(marker)) return { height: word(at + 5), width: word(at + 7) };
    at += marker === 0xff ? 1 : 2 + word(at + 2); // a marker may be padded with FF
  }
  throw new UnreadablePictureError('the JPEG has no frame header');
};
