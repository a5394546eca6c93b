import { ValidationError } from '@runapi.ai/core';
import { shorten } from './describe.js';

/** One thing that is wrong, and where: the path from the params down, empty for the whole of them. */
export interface Fault {
  readonly path: readonly string[];
  readonly message: string;
}

/** More than anyone reads; `issues` holds them all. */
const SHOWN_FAULTS = 20;

/** All faults as one error, whose message lists them. */
export function toValidationError(faults: readonly Fault[], cause?: unknown): ValidationError {
  const lines = faults.slice(0, SHOWN_FAULTS).map((fault) => `- ${line(fault)}`);
  const hidden = faults.length - lines.length;
  if (hidden > 0) lines.push(`- and ${hidden} more: see issues`);
  const issues = faults.map(({ path, message }) => ({ path: path.join('.'), message }));
  return new ValidationError(['Invalid parameters, nothing was sent:', ...lines].join('\n'), {
    issues,
    cause,
  });
}

const line = ({ path, message }: Fault) =>
  path.length === 0 ? message : `${printable(path.join('.'))}: ${message}`;

/** A name comes from the caller's data: it may be very long, or hold what a terminal would act on. */
const printable = (path: string) => (/^[\w.-]{1,80}$/.test(path) ? path : JSON.stringify(shorten(path)));
