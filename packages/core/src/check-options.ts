import { ValidationError, type ValidationIssue } from './errors/classes.js';

interface NumberRule {
  /** Smallest value that makes sense; 0 by default. */
  readonly min?: number;
  readonly integer?: boolean;
  /** Whether `Infinity` may say "no limit". */
  readonly unlimited?: boolean;
}

/** The issue of a value that does not fit; else none. */
export const unless = (fits: boolean, path: string, message: string): ValidationIssue[] =>
  fits ? [] : [{ path, message }];

/** What is wrong with a number that a user passed; nothing when it is absent. */
export function numberIssues(path: string, value: unknown, rule: NumberRule = {}): ValidationIssue[] {
  const { min = 0, integer = false, unlimited = false } = rule;
  const isNumber = typeof value === 'number';
  const fits =
    value === undefined ||
    (unlimited && value === Number.POSITIVE_INFINITY) ||
    (isNumber && Number.isFinite(value) && value >= min && (!integer || Number.isInteger(value)));
  const kind = integer ? 'a whole number' : 'a number';
  return unless(fits, path, `must be ${kind} of at least ${min}, not ${isNumber ? value : describe(value)}`);
}

/** What is wrong with a value that must be of one type, when it is there. */
export const typeIssues = (path: string, value: unknown, type: 'function' | 'object'): ValidationIssue[] =>
  unless(
    value === undefined || (typeof value === type && value !== null),
    path,
    `must be ${type === 'object' ? 'an object' : 'a function'}, not ${describe(value)}`,
  );

/** @throws ValidationError that lists every issue. */
export function throwIssues(issues: readonly ValidationIssue[], what = 'Invalid options'): void {
  if (issues.length === 0) return;
  const lines = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  throw new ValidationError(`${what}: ${lines.join('; ')}.`, { issues });
}

/** A short name for a value of the wrong type. Never the value of a string: it may be a secret. */
export const describe = (value: unknown): string =>
  value === null || value === undefined
    ? String(value)
    : Array.isArray(value)
      ? 'an array'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`;
