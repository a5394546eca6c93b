import { plain } from '@runapi.ai/core';
import { distance } from './distance.js';

/** What to say of an unknown name that is most likely a typo of a param. */
export function typoFault(name: string, names: readonly string[]): string | undefined {
  const given = plain(name);
  const most = given.length > 8 ? 3 : 2; // two swapped letters count as two
  const meant = names.find((known) => distance(given, plain(known)) <= most);
  return meant && `unknown parameter: did you mean ${meant}?`;
}
