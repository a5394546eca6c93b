import { UnreadablePictureError } from '../unreadable-picture-error.js';

/** Above what a telephone's camera takes, below what would stop the process for long. */
const MOST_PIXELS = 25_000_000;

/** Asked of what the header says, before anything is unpacked. */
export const checkSize = (width: number, height: number): void => {
  if (width === 0 || height === 0) throw new UnreadablePictureError(`its size is ${width} × ${height}`);
  if (width * height > MOST_PIXELS) {
    throw new UnreadablePictureError(`${width} × ${height} is more than ${MOST_PIXELS / 1e6} megapixels`);
  }
};
