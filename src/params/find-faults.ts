import { didYouMean, unknownIssues, type ValidationIssue } from '@runapi.ai/core';
import { safeParse } from 'zod/v4/core';
import { optionFault } from './option-fault.js';
import { type Fields, readFields } from './read-fields.js';
import { brokenRules, type RuleOptions } from './rules.js';
import { paramsShape } from './schema.js';
import { suggest } from './suggest.js';

/** Everything that is wrong with the params, in one go. Never throws, whatever they are. */
export function findFaults(params: unknown, options: RuleOptions): ValidationIssue[] {
  const reading = readFields(params, '', 'a plain object with model, prompt and the like');
  if ('fault' in reading) return [reading.fault];
  const { fields } = reading;
  return [...faultyValues(fields), ...brokenRules(fields, options), ...unknownNames(fields)];
}

const allParams = () => ({ ...paramsShape().required, ...paramsShape().optional });

/** The names that are params. */
export const paramNames = (): readonly string[] => Object.keys(allParams());

function faultyValues(fields: Fields): ValidationIssue[] {
  const { optional } = paramsShape();
  return Object.entries(allParams()).flatMap(([name, schema]) => {
    const value = fields[name];
    if (value === undefined && name in optional) return [];
    const remedy = value === null && name in optional ? ': leave it out' : '';
    const issues = safeParse(schema, value).error?.issues ?? [];
    return issues.map(({ message }) => ({ path: name, message: message + remedy }));
  });
}

function unknownNames(fields: Fields): ValidationIssue[] {
  return unknownIssues(
    fields,
    allParams(),
    'parameter',
    '. A field newer than this version goes into extraBody',
    nameFault,
  );
}

/** What to write in place of a name, where that can be told. */
const nameFault = (name: string, names: readonly string[]): string | undefined =>
  optionFault(name) ??
  optionFault(`${name}Ms`) ??
  optionFault(`${name}Key`) ??
  didYouMean('parameter', suggest(name, names));
