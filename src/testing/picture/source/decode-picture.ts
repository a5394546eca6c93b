import type { Canvas } from '../canvas.js';
import { UnreadablePictureError } from '../unreadable-picture-error.js';
import { decodeJpeg } from './decode-jpeg.js';
import { decodePng } from './decode-png.js';

const startsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);

/** By what the bytes are, whatever name or content type they came under. */
export const decodePicture = (bytes: Uint8Array): Canvas => {
  try {
    if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return decodePng(bytes);
    if (startsWith(bytes, [0xff, 0xd8, 0xff])) return decodeJpeg(bytes);
  } catch (error) {
    if (error instanceof UnreadablePictureError) throw error;
    throw new UnreadablePictureError(error instanceof Error ? error.message : 'it is damaged', {
      cause: error,
    });
  }
  throw new UnreadablePictureError(bytes.length === 0 ? 'it is empty' : 'it is neither PNG nor JPEG');
};
