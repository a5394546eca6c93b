import { createCanvas } from './canvas.js';
import { encodeJpeg } from './encode/encode-jpeg.js';
import { encodePng } from './encode/encode-png.js';
import { seededRandom } from './random.js';
import { lookOf } from './scene/look.js';
import { paintScene } from './scene/paint-scene.js';
import { paletteOf } from './scene/palette.js';
import { type AspectRatio, SIZES } from './size.js';
import { decodePicture } from './source/decode-picture.js';
import { paintEdit } from './source/paint-edit.js';
import { drawCaption } from './text/caption.js';
import { cleanText } from './text/clean-text.js';

export interface PictureRequest {
  prompt: string;
  aspectRatio: AspectRatio;
  format: 'jpeg' | 'png';
  model?: string;
  /** The bytes of the picture that is edited (PNG or JPEG). It is plainly visible in the result. */
  source?: Uint8Array;
}

export interface Picture {
  bytes: Uint8Array;
  contentType: 'image/jpeg' | 'image/png';
  width: number;
  height: number;
}

/**
 * Draws what the sandbox serves in place of a generated image: a landscape that follows from the prompt, or the
 * source in other colours, with the prompt on it. The same request always gives the same bytes.
 *
 * @throws {UnreadablePictureError} when `source` is no PNG or JPEG that can be decoded.
 */
export function drawPicture({ prompt, aspectRatio, format, model, source }: PictureRequest): Picture {
  const canvas = createCanvas(SIZES[aspectRatio]);
  const look = lookOf(prompt, seededRandom(prompt));
  const palette = paletteOf(look);

  if (source === undefined) paintScene(canvas, prompt, look, palette);
  else paintEdit(canvas, decodePicture(source), palette);
  drawCaption(canvas, {
    text: cleanText(prompt),
    credit: [cleanText(model ?? ''), 'drawn by the sandbox'].filter(Boolean).join('  ·  '),
    accent: palette.accent,
    opacity: source === undefined ? 0.66 : 0.92, // an edit's source may well have a caption of its own there
  });

  const { width, height } = canvas;
  return format === 'png'
    ? { bytes: encodePng(canvas), contentType: 'image/png', width, height }
    : { bytes: encodeJpeg(canvas), contentType: 'image/jpeg', width, height };
}
