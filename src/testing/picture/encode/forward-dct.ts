const at = (block: Float32Array, index: number): number => block[index] ?? 0;

/** One row or column by the scheme of Arai, Agui and Nakajima: five multiplications. */
const transform = (block: Float32Array, start: number, step: number): void => {
  const a0 = at(block, start);
  const a1 = at(block, start + step);
  const a2 = at(block, start + 2 * step);
  const a3 = at(block, start + 3 * step);
  const a4 = at(block, start + 4 * step);
  const a5 = at(block, start + 5 * step);
  const a6 = at(block, start + 6 * step);
  const a7 = at(block, start + 7 * step);

  const even0 = a0 + a7 + a3 + a4;
  const even1 = a1 + a6 + a2 + a5;
  const even3 = a0 + a7 - a3 - a4;
  const turned = (a1 + a6 - a2 - a5 + even3) * Math.SQRT1_2;
  block[start] = even0 + even1;
  block[start + 4 * step] = even0 - even1;
  block[start + 2 * step] = even3 + turned;
  block[start + 6 * step] = even3 - turned;

  const odd0 = a3 - a4 + a2 - a5;
  const odd1 = a2 - a5 + a1 - a6;
  const odd2 = a1 - a6 + a0 - a7;
  const shared = (odd0 - odd2) * 0.382683433;
  const low = 0.5411961 * odd0 + shared;
  const high = 1.306562965 * odd2 + shared;
  const middle = odd1 * Math.SQRT1_2;
  const plus = a0 - a7 + middle;
  const minus = a0 - a7 - middle;
  block[start + 5 * step] = minus + low;
  block[start + 3 * step] = minus - low;
  block[start + step] = plus + high;
  block[start + 7 * step] = plus - high;
};

/** In place, on 8 × 8 values. The results are scaled, which DCT_SCALE puts right when they are quantized. */
export const forwardDct = (block: Float32Array): void => {
  for (let i = 0; i < 8; i++) transform(block, i * 8, 1);
  for (let i = 0; i < 8; i++) transform(block, i, 8);
};

const AXIS = [1, 1.387039845, 1.306562965, 1.175875602, 1, 0.785694958, 0.5411961, 0.275899379];

/** What each result of `forwardDct` has to be divided by. */
export const DCT_SCALE = Float32Array.from(AXIS.flatMap((row) => AXIS.map((column) => row * column * 8)));
