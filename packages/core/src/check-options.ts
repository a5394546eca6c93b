import { ValidationError, type ValidationIssue } from './errors/classes.js';
import { tagOf } from './errors/tag-of.js';

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

/** What is wrong with options as a whole, before one of them is looked at. They are described only when they are wrong. */
export const noOptions = (options: unknown): ValidationIssue[] =>
  /^(Object|Module)$/.test(tagOf(options))
    ? []
    : [{ path: '', message: `options must be an object, not ${describe(options)}` }];

/** What is wrong with a number that a user passed; nothing when it is absent. */
export function numberIssues(path: string, value: unknown, rule: NumberRule = {}): ValidationIssue[] {
  if (value === undefined) return []; // most are absent, in most calls
  const { min = 0, integer = false, unlimited = false } = rule;
  const isNumber = typeof value === 'number';
  const fits =
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

/** The options that a call takes: each name of its interface, which `satisfies` holds to it. */
export type OptionNames = Readonly<Record<string, true>>;

/**
 * What is wrong with the names that are there and mean nothing: a misspelt option would be left undone in silence.
 * @param more said behind the names that there are, which are told once
 * @param explain what to say of a name in place of them, where that can be told
 */
export function unknownIssues(
  given: object,
  known: object,
  what: 'option' | 'parameter' = 'option',
  more = '',
  explain: Explain = guess(what),
): ValidationIssue[] {
  const unknown = Object.keys(given).filter(
    (name) => !Object.hasOwn(known, name) && Reflect.get(given, name) !== undefined,
  );
  if (unknown.length === 0) return []; // so it is in most calls
  const names = Object.keys(known);
  let others = `: there are ${names.join(', ')}${more}`;
  const issues = unknown.slice(0, SHOWN_NAMES).map((path) => {
    const explained = explain(path, names);
    if (explained) return { path, message: explained };
    const message = `unknown ${what}${others}`;
    others = '';
    return { path, message };
  });
  const hidden = unknown.length - issues.length;
  return hidden > 0 ? [...issues, { path: '', message: `${hidden} more unknown ${what}s` }] : issues;
}

/** What to say of a name that means nothing; `undefined` when nothing is known. */
export type Explain = (name: string, names: readonly string[]) => string | undefined;

/** A mistake such as `{ ...bytes }` has a million names, and nobody reads more than these. */
const SHOWN_NAMES = 20;
const SHOWN_ISSUES = 30;

export const didYouMean = (what: string, meant: string | undefined): string | undefined =>
  meant && `unknown ${what}: did you mean ${meant}?`;

/** What is said of a name when nobody knows more: which one is near. */
export const guess =
  (what: 'option' | 'parameter'): Explain =>
  (name, names) =>
    didYouMean(what, nearest(name, names));

/** The same letters in another spelling (`base_url`), else one within the other (`timeout`, `abortSignal`). */
function nearest(name: string, names: readonly string[]): string | undefined {
  const given = plain(name).replace(/ms$/, '');
  const isWithin = (known: string) => known.includes(given) || given.includes(known);
  return (
    names.find((known) => plain(known) === plain(name)) ??
    (given.length < 3 ? undefined : names.find((known) => isWithin(plain(known).replace(/ms$/, ''))))
  );
}

/** Without case and separators. */
export const plain = (name: string): string =>
  name
    .slice(0, 80)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');

/** @throws ValidationError that lists every issue. */
export function throwIssues(issues: readonly ValidationIssue[], what = 'Invalid options'): void {
  if (issues.length > 0) throw issuesError(issues, what);
}

/** One error for all of them, whose message lists the first ones. */
export function issuesError(
  issues: readonly ValidationIssue[],
  what: string,
  cause?: unknown,
): ValidationError {
  const lines = issues
    .slice(0, SHOWN_ISSUES)
    .map(({ path, message }) => (path ? `${path.slice(0, 80)}: ${message}` : message))
    .concat(issues.length > SHOWN_ISSUES ? `${issues.length - SHOWN_ISSUES} more: see issues` : []);
  // A name may hold what a terminal would act on.
  const text = `${what}: ${lines.join('; ')}.`
    .replace(/\?\.$/, '?')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return new ValidationError(text, { issues, cause });
}

/** A short name for a value of the wrong type. Never the value of a string: it may be a secret. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  const { then, throwIfAborted } = Object(value);
  if (typeof then === 'function') return 'a Promise: await it';
  if (typeof throwIfAborted === 'function') return 'an AbortSignal: pass { signal }';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const tag = tagOf(value);
  return tag === 'Object' ? 'an object' : `${/^[AEIO]/.test(tag) ? 'an' : 'a'} ${tag}`;
}
