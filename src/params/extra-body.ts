import { plain, type ValidationIssue } from '@runapi.ai/core';
import { describe } from './describe.js';
import { paramNames } from './find-faults.js';
import { jsonFaults } from './json-faults.js';
import { optionFault } from './option-fault.js';
import { type Fields, readFields } from './read-fields.js';

const PATH = 'extraBody';

/** Everything that is wrong with the fields that go beside the params. Never throws, whatever they are. */
export function extraBodyFaults(extraBody: unknown): ValidationIssue[] {
  if (extraBody === undefined) return [];
  const reading = readFields(extraBody, PATH, 'a plain object with the fields to send beside the params');
  if ('fault' in reading) return [reading.fault];
  return [...knownNames(reading.fields), ...optionNames(reading.fields), ...unwritable(reading.fields)];
}

function knownNames(fields: Fields): ValidationIssue[] {
  const params = paramNames().map(plain);
  return Object.keys(fields)
    .filter((name) => params.includes(plain(name)))
    .map((name) => ({
      path: `${PATH}.${name}`,
      message: 'is a parameter: pass it in params, where it is checked',
    }));
}

function optionNames(fields: Fields): ValidationIssue[] {
  return Object.keys(fields).flatMap((name) => {
    const message = optionFault(name);
    return message === undefined ? [] : [{ path: `${PATH}.${name}`, message }];
  });
}

function unwritable(fields: Fields): ValidationIssue[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const path = `${PATH}.${name}`;
    try {
      return jsonFaults(value, path);
    } catch (error) {
      // A getter or toJSON of the caller's that throws, or a nesting deeper than the stack.
      return [{ path, message: `could not be written as JSON: ${describe(error)}` }];
    }
  });
}
