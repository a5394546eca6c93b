import { plain } from '@runapi.ai/core';
import { CREATE_OPTIONS, RUN_OPTIONS } from '../option-names.js';

/**
 * What is wrong with a field that has the name of an option, in whatever spelling; nothing when it has none. Sent as
 * a field, `idempotency_key` would do nothing, and the call made again would be a second task.
 */
export function optionFault(name: string): string | undefined {
  const option = Object.keys(RUN_OPTIONS).find((known) => plain(known) === plain(name));
  if (option === undefined) return undefined;
  const call = option in CREATE_OPTIONS ? 'create' : 'run';
  return `is an option: pass it in the second argument, ${call}(params, { ${option} })`;
}
