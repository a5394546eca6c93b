import { plain } from '@runapi.ai/core';
import { distance } from './distance.js';

/** What other image APIs call these, where no letter leads to our name. */
const ALIASES: Readonly<Record<string, string>> = {
  aspect_ratio: 'size',
  callback_url: 'webhook webhookurl',
};

/** The param that an unknown name was most likely meant to be: a typo, a part of it, or another API's word. */
export function suggest(name: string, names: readonly string[]): string | undefined {
  const given = plain(name).replace(/s$/, ''); // `images` and `image_urls` are lists elsewhere
  const most = given.length > 8 ? 3 : 2; // two swapped letters count as two
  return (
    names.find((known) => ALIASES[known]?.split(' ').includes(given)) ??
    names.find((known) => distance(given, plain(known)) <= most) ??
    (given.length < 3 ? undefined : names.find((known) => plain(known).includes(given)))
  );
}
