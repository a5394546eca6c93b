/** Dice that fall the same way whenever they are made of the same seeds. */
export interface Dice {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** Picks by weight: one of 2 comes twice as often as one of 1. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T;
}

/** mulberry32, by Tommy Ettinger (public domain). */
export function createDice(...seeds: number[]): Dice {
  let state = seeds.reduce(mix, 0x9e3779b9);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (probability) => next() < probability,
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
    weighted(choices) {
      let left = next() * choices.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, choice] of choices) {
        left -= weight;
        if (left < 0) return choice;
      }
      throw new RangeError('There is nothing to pick from.');
    },
  };
}

/** Neighbouring seeds must not fall alike. */
function mix(state: number, seed: number): number {
  const bits = Math.imul(state ^ seed, 0x85ebca6b);
  return Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35) ^ (bits >>> 16);
}
