import { distance } from './distance.js';

/**
 * What other image APIs call these, without case and separators. Only those words that are too far away from
 * the right name to be taken for a typo of it.
 */
const ALIASES: Readonly<Record<string, string>> = {
  model: 'engine',
  prompt: 'text',
  aspect_ratio: 'aspect ratio size imagesize resolution',
  output_format: 'format imageformat',
  input_image: 'image images imageurl imageurls initimage imageprompt referenceimage',
  source_image_url: 'source sourceurl',
  enable_translation: 'translate translation',
  callback_url: 'callback webhook webhookurl',
  safety_tolerance: 'safety tolerance moderation',
  enable_prompt_expansion: 'promptexpansion expandprompt enhanceprompt',
  prompt_upsampling: 'upsampling',
};

/** The param that an unknown name was most likely meant to be: another case, another API's word, or a typo. */
export function suggest(name: string, names: readonly string[]): string | undefined {
  const given = plain(name);
  const alias = names.find((known) => ALIASES[known]?.split(' ').includes(given));
  if (alias !== undefined) return alias;
  const maxDistance = given.length > 8 ? 3 : 2; // two swapped letters count as two
  const distances = names.map((known) => distance(given, plain(known)));
  const least = Math.min(...distances);
  return least > maxDistance ? undefined : names[distances.indexOf(least)];
}

/** Without case and separators. */
export const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');
