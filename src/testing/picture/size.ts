export type AspectRatio = '21:9' | '16:9' | '4:3' | '1:1' | '3:4' | '9:16';

export interface Size {
  width: number;
  height: number;
}

/**
 * About a third of a megapixel each: enough to look at, and drawn within the time of a request.
 * All sides are multiples of 16, so that a JPEG holds whole blocks only.
 */
export const SIZES: Readonly<Record<AspectRatio, Size>> = {
  '21:9': { width: 896, height: 384 },
  '16:9': { width: 768, height: 432 },
  '4:3': { width: 640, height: 480 },
  '1:1': { width: 576, height: 576 },
  '3:4': { width: 480, height: 640 },
  '9:16': { width: 432, height: 768 },
};
