import { between, pick, type Random } from '../random.js';

export type Motif = 'mountains' | 'forest' | 'city' | 'sea';

/** What a picture is of, and in which light. */
export interface Look {
  readonly motif: Motif;
  readonly isNight: boolean;
  /** Degrees; the whole palette is built round it. */
  readonly hue: number;
}

const MOTIFS: readonly (readonly [motif: Motif, words: RegExp])[] = [
  [
    'city',
    /\b(cit(y|ies)|skyline|streets?|towers?|buildings?|tokyo|shanghai|new york|robots?|cyberpunk|neon)\b|城|街|楼|霓虹|都市/i,
  ],
  [
    'sea',
    /\b(seas?|oceans?|beach|waves?|lakes?|rivers?|boats?|ships?|sail\w*|fish|harbou?r|lighthouse|water)\b|海|湖|河|江|船|鱼|水/i,
  ],
  ['forest', /\b(forests?|trees?|woods?|jungle|fox|bear|deer|owl|cabin|christmas|pines?)\b|林|树|木|熊|鹿/i],
  ['mountains', /\b(mountains?|hills?|desert|dunes?|valley|canyon|snow\w*|cliffs?|dragon)\b|山|沙|雪|龙|谷/i],
];

/** Colours before hours and seasons: "a pink sunset" is pink. */
const HUES: readonly (readonly [hue: number, words: RegExp])[] = [
  [315, /\b(pink|rose|love|blossoms?|cherry|flowers?)\b|粉|玫瑰|花|樱/i],
  [140, /\b(green|spring|jungle|meadow|grass|tea)\b|绿|春|草|茶/i],
  [255, /\b(purple|violet|dream\w*|magic\w*|neon|lavender)\b|紫|梦|魔/i],
  [232, /\b(blue|ice|snow\w*|winter|sea|ocean|sky)\b|蓝|冰|雪|冬|海|天空/i],
  [285, /\b(sunset|dusk|dawn|sunrise|autumn|fire|desert|golden?|orange|red)\b|夕|日落|黄昏|日出|秋|红|金/i],
];

const NIGHT =
  /\b(night|midnight|moon\w*|stars?|starry|galaxy|space|dark|neon|cyberpunk)\b|夜|月|星|宇宙|霓虹/i;

/** The prompt's own words where it has some that we know, else chance, which the prompt decides as well. */
export const lookOf = (prompt: string, random: Random): Look => {
  const chance = pick<Motif>(random, ['mountains', 'forest', 'city', 'sea']);
  const chanceHue = between(random, 205, 330);
  const isChanceNight = random() < 0.25;
  const named = HUES.find(([, words]) => words.test(prompt));
  return {
    motif: MOTIFS.find(([, words]) => words.test(prompt))?.[0] ?? chance,
    isNight: NIGHT.test(prompt) || (named === undefined && isChanceNight),
    hue: named === undefined ? chanceHue : named[0] + between(random, -14, 14),
  };
};
