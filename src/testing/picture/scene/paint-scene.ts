import type { Canvas } from '../canvas.js';
import { seededRandom } from '../random.js';
import { paintCity, paintForest, paintMountains } from './land.js';
import type { Look } from './look.js';
import type { Palette } from './palette.js';
import { paintSea } from './sea.js';
import { paintLight, paintSky, paintStars, placeLight } from './sky.js';

/** A landscape that follows from the prompt, from the sky at the back to what is nearest. */
export const paintScene = (
  canvas: Canvas,
  prompt: string,
  { motif, isNight }: Look,
  palette: Palette,
): void => {
  const random = seededRandom(`scene of ${prompt}`);
  const horizon = canvas.height * (0.5 + 0.08 * random());
  const light = placeLight(canvas, random);

  paintSky(canvas, palette, horizon);
  if (isNight) paintStars(canvas, random, horizon);
  paintLight(canvas, palette, light);

  if (motif === 'sea') paintSea(canvas, palette, random, light, horizon);
  else if (motif === 'city') paintCity(canvas, palette, random, horizon);
  else if (motif === 'forest') paintForest(canvas, palette, random, horizon);
  else paintMountains(canvas, palette, random, horizon);
};
