import { blendAt, type Canvas, fillDisc, fillRow } from '../canvas.js';
import { mix, WHITE } from '../colour.js';
import { between, type Random } from '../random.js';
import type { Palette } from './palette.js';

/** Where the sun or the moon stands, in pixels. */
export interface Light {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export const placeLight = (canvas: Canvas, random: Random): Light => ({
  x: canvas.width * between(random, 0.2, 0.8),
  y: canvas.height * between(random, 0.2, 0.38),
  radius: Math.min(canvas.width, canvas.height) * between(random, 0.07, 0.13),
});

/** A gradient down to the horizon. */
export const paintSky = (canvas: Canvas, palette: Palette, horizon: number): void => {
  for (let y = 0; y < canvas.height; y++) {
    const down = Math.min(1, y / horizon);
    const upper = mix(palette.zenith, palette.middle, down / 0.55);
    fillRow(canvas, y, down < 0.55 ? upper : mix(palette.middle, palette.horizon, (down - 0.55) / 0.45));
  }
};

export const paintStars = (canvas: Canvas, random: Random, horizon: number): void => {
  for (let i = 0; i < 130; i++) {
    const y = horizon * random() ** 1.4;
    const place = [canvas.width * random(), y] as const;
    fillDisc(canvas, place, between(random, 0.2, 1.3), WHITE, between(random, 0.3, 0.95) * (1 - y / horizon));
  }
};

/** Sun or moon, with a glow that is strongest beside it. */
export const paintLight = (canvas: Canvas, palette: Palette, { x, y, radius }: Light): void => {
  const { data, width, height } = canvas;
  const reach = radius * 4.4;
  const colour = mix(palette.light, palette.horizon, 0.3);
  for (let row = Math.max(0, Math.floor(y - reach)); row < Math.min(height, y + reach); row++) {
    const rowNear = 1 - ((row - y) / reach) ** 2;
    const half = Math.sqrt(Math.max(0, rowNear)) * reach;
    const end = Math.min(width, x + half);
    for (let column = Math.max(0, Math.ceil(x - half)); column < end; column++) {
      const across = (column - x) / reach;
      const near = (rowNear - across * across) * (rowNear - across * across);
      blendAt(data, (row * width + column) * 3, colour, 0.75 * near);
    }
  }
  fillDisc(canvas, [x, y], radius * 1.25, palette.light, 0.18);
  fillDisc(canvas, [x, y], radius, palette.light);
};
