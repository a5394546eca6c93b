import { unknownIssues } from '@runapi.ai/core/callbacks';
import { shown } from './must-be.js';

/** Throws for what is no object of options, and for a name that is none: an option that is left undone in silence would be looked for long. */
export function checkNames(call: string, given: object, names: readonly string[]): void {
  if (typeof given !== 'object' || given === null)
    throw new TypeError(`${call} takes an object of options, not ${shown(given)}.`);
  const [issue] = unknownIssues(given, Object.fromEntries(names.map((name) => [name, true])));
  if (issue) throw new TypeError(`${call}: ${issue.path}: ${issue.message}`);
}
