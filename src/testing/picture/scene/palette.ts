import { type Colour, hsl } from '../colour.js';
import type { Look } from './look.js';

export interface Palette {
  /** Sky from the upper edge to the horizon. */
  readonly zenith: Colour;
  readonly middle: Colour;
  readonly horizon: Colour;
  /** Sun or moon. */
  readonly light: Colour;
  /** Land, from the farthest to the nearest. */
  readonly far: Colour;
  readonly near: Colour;
  readonly accent: Colour;
}

/** The sky warms towards the horizon; what is far away takes on the colour of the sky. */
export const paletteOf = ({ hue, isNight }: Look): Palette =>
  isNight
    ? {
        zenith: hsl(hue - 20, 0.6, 0.09),
        middle: hsl(hue, 0.5, 0.22),
        horizon: hsl(hue + 35, 0.5, 0.45),
        light: hsl(hue + 150, 0.55, 0.92),
        far: hsl(hue + 15, 0.36, 0.33),
        near: hsl(hue - 10, 0.55, 0.06),
        accent: hsl(hue + 60, 0.8, 0.72),
      }
    : {
        zenith: hsl(hue - 35, 0.56, 0.45),
        middle: hsl(hue + 15, 0.58, 0.72),
        horizon: hsl(hue + 85, 0.9, 0.84),
        light: hsl(hue + 110, 0.98, 0.93),
        far: hsl(hue + 10, 0.36, 0.66),
        near: hsl(hue - 20, 0.5, 0.16),
        accent: hsl(hue + 85, 0.9, 0.74),
      };
