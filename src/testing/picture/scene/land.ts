import { type Canvas, fillRect } from '../canvas.js';
import { type Colour, mix } from '../colour.js';
import { between, type Random } from '../random.js';
import { fillBelow, hills, houses, type Outline, withTrees } from './outline.js';
import type { Palette } from './palette.js';

const LAYERS = 5;

/** Ridge behind ridge, each nearer one darker and lower. */
const paintLayers = (
  canvas: Canvas,
  palette: Palette,
  horizon: number,
  outline: (nearness: number, base: number) => Outline,
  finish: (tops: Outline, colour: Colour, nearness: number) => void = () => {},
): void => {
  for (let layer = 0; layer < LAYERS; layer++) {
    const nearness = layer / (LAYERS - 1);
    const colour = mix(palette.far, palette.near, nearness ** 0.8);
    const tops = outline(nearness, horizon + (canvas.height - horizon) * (nearness * 0.55 - 0.05));
    fillBelow(
      canvas,
      tops,
      colour,
      mix(colour, palette.horizon, 0.75 - 0.6 * nearness),
      canvas.height * 0.32,
    );
    finish(tops, colour, nearness);
  }
};

export const paintMountains = (canvas: Canvas, palette: Palette, random: Random, horizon: number): void =>
  paintLayers(canvas, palette, horizon, (nearness, base) =>
    hills(canvas.width, random, base, canvas.height * (0.36 - 0.22 * nearness), canvas.height * 0.4),
  );

export const paintForest = (canvas: Canvas, palette: Palette, random: Random, horizon: number): void =>
  paintLayers(canvas, palette, horizon, (nearness, base) => {
    const ridge = hills(
      canvas.width,
      random,
      base,
      canvas.height * (0.26 - 0.16 * nearness),
      canvas.height * 0.5,
    );
    return nearness < 0.2 ? ridge : withTrees(ridge, random, canvas.height * (0.05 + 0.15 * nearness));
  });

export const paintCity = (canvas: Canvas, palette: Palette, random: Random, horizon: number): void =>
  paintLayers(
    canvas,
    palette,
    horizon,
    (nearness, base) =>
      houses(
        canvas.width,
        random,
        base + canvas.height * 0.08,
        canvas.height * (0.5 - 0.2 * nearness),
        Math.min(canvas.width, canvas.height) * (0.07 + 0.07 * nearness),
      ),
    (tops, colour, nearness) => {
      if (nearness > 0.3) lightWindows(canvas, tops, mix(colour, palette.accent, 0.85), random);
    },
  );

/** Some of the panes of a regular grid, where there is a wall round them. */
const lightWindows = (canvas: Canvas, tops: Outline, colour: Colour, random: Random): void => {
  const grid = 11;
  for (let x = 4; x + grid < canvas.width; x += grid) {
    const top = Math.max(tops[x - 3] ?? 0, tops[x] ?? 0, tops[x + 8] ?? 0);
    for (let y = Math.ceil(top) + 6; y < canvas.height; y += grid + 2) {
      if (random() < 0.3) fillRect(canvas, [x, y, 4, 6], colour, between(random, 0.3, 0.95));
    }
  }
};
