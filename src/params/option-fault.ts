import { nearest, plain } from '@runapi.ai/core';
import { CREATE_OPTIONS, RUN_OPTIONS } from '../option-names.js';

const names = () => Object.keys(RUN_OPTIONS);

/** The option that a name is, in whatever spelling. */
export const sameOption = (name: string) => names().find((known) => plain(known) === plain(name));

/** The option that a name may stand for. */
export const nearestOption = (name: string) => nearest(name, names());

/**
 * What is wrong with a field that is an option. Sent as a field, `idempotency_key` would do nothing, and the call made again
 * would be a second task.
 */
export function optionFault(option: string | undefined): string | undefined {
  if (option === undefined) return undefined;
  const call = option in CREATE_OPTIONS ? 'create' : 'run';
  return `is an option: pass it in the second argument, ${call}(params, { ${option} })`;
}
