import { type Canvas, fillRect } from '../canvas.js';
import { mix } from '../colour.js';
import { between, type Random } from '../random.js';
import { fillBelow, hills } from './outline.js';
import type { Palette } from './palette.js';
import type { Light } from './sky.js';

/** Islands, water that darkens towards us, and the light's broken reflection. */
export const paintSea = (
  canvas: Canvas,
  palette: Palette,
  random: Random,
  light: Light,
  horizon: number,
): void => {
  const { width, height } = canvas;
  const islands = hills(width, random, horizon + height * 0.05, height * 0.2, height * 0.6);
  fillBelow(canvas, islands, palette.far, palette.horizon, height * 0.3);

  const shore = new Float32Array(width).fill(horizon);
  fillBelow(canvas, shore, mix(palette.horizon, palette.middle, 0.5), palette.near, height - horizon);
  for (let i = 0; i < 260; i++) {
    const nearness = random() ** 1.3;
    const length = (0.05 + 0.12 * nearness) * width * random();
    const spread = (random() + random() - 1) * width * (0.05 + 0.22 * nearness);
    const y = horizon + 2 + nearness * (height - horizon);
    const place = [light.x + spread - length / 2, y, length, 1 + 2 * nearness] as const;
    fillRect(canvas, place, palette.light, between(random, 0.1, 0.5));
  }

  for (let i = 0; i < 3; i++) {
    const swell = hills(
      width,
      random,
      horizon + (height - horizon) * (0.3 + 0.2 * i),
      height * 0.05,
      width * 0.3,
    );
    fillBelow(canvas, swell, mix(palette.middle, palette.near, 0.45 + 0.25 * i), palette.near, height * 0.25);
  }
};
