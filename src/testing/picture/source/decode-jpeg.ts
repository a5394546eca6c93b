import jpeg from 'jpeg-js';
import { type Canvas, createCanvas } from '../canvas.js';
import { UnreadablePictureError } from '../unreadable-picture-error.js';
import { jpegSize } from './jpeg-size.js';
import { checkSize } from './limits.js';

/** Baseline and progressive, grey, colour and CMYK. */
export const decodeJpeg = (bytes: Uint8Array): Canvas => {
  const size = jpegSize(bytes);
  checkSize(size.width, size.height);
  // Each block of 64 pixels takes a bit at the very least: less is refused before memory is given to it.
  if (size.width * size.height > bytes.length * 8 * 64)
    throw new UnreadablePictureError('the JPEG is cut off');
  const decoded = jpeg.decode(bytes, {
    useTArray: true, // else it needs Node's Buffer
    formatAsRGBA: false,
    tolerantDecoding: false, // else half a picture passes for a whole one
    maxMemoryUsageInMB: 1024,
  });
  const canvas = createCanvas(decoded);
  canvas.data.set(decoded.data);
  return canvas;
};
