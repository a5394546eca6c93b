import type { AspectRatio } from '@runapi.ai/flux-kontext';

const RATIOS = {
  '21:9': 21 / 9,
  '16:9': 16 / 9,
  '4:3': 4 / 3,
  '1:1': 1,
  '3:4': 3 / 4,
  '9:16': 9 / 16,
} satisfies Record<AspectRatio, number>;

/** What may be asked for, to be named in advice. */
export const RATIO_NAMES = Object.keys(RATIOS).join(', ');

/** The ratio of a size in pixels, when it is one that the service has. */
export function ratioOf(size: string): string | undefined {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(size) ?? [];
  return Object.entries(RATIOS).find(([, ratio]) => Number(width) / Number(height) === ratio)?.[0];
}
