import { isPublicHost, type ValidationIssue } from '@runapi.ai/core';
import { describe } from './describe.js';
import { parseHttpUrl } from './http-url.js';
import type { Fields } from './read-fields.js';
import { UPLOAD } from './url-faults.js';

export interface RuleOptions {
  /** The service is on this machine (the sandbox), so it reaches what only this machine reaches. */
  readonly allowLoopback: boolean;
}

/**
 * What holds between params, and what depends on where the service is. Apart from the schema, because zod skips
 * its refinements as soon as one field is faulty, and every fault is to be told at once.
 */
export const brokenRules = (fields: Fields, { allowLoopback }: RuleOptions): ValidationIssue[] => [
  ...exclusive(fields, 'input_image', 'source_image_url'),
  ...exclusive(fields, 'enable_prompt_expansion', 'prompt_upsampling'),
  ...tooTolerantForAnEdit(fields),
  ...(allowLoopback ? [] : unreachable(fields)),
];

function exclusive(fields: Fields, one: string, other: string): ValidationIssue[] {
  if (!(one in fields && other in fields)) return [];
  return [{ path: other, message: `is another name of ${one}: give one of them, not both` }];
}

function tooTolerantForAnEdit(fields: Fields): ValidationIssue[] {
  const { safety_tolerance: given } = fields;
  const image = ['input_image', 'source_image_url'].find((name) => name in fields);
  if (image === undefined || typeof given !== 'number' || !(given > 2 && given <= 6)) return [];
  const message = `takes 0 to 2 for an edit (${image} is given), not ${describe(given)}`;
  return [{ path: 'safety_tolerance', message }];
}

const FETCHED = `so RunAPI could not fetch the image: ${UPLOAD}`;

const UNREACHABLE: Readonly<Record<string, string>> = {
  callback_url:
    'so the callback would never come: while you develop, use a tunnel (cloudflared, ngrok, tailscale funnel)',
  input_image: FETCHED,
  source_image_url: FETCHED,
};

const unreachable = (fields: Fields): ValidationIssue[] =>
  Object.entries(UNREACHABLE).flatMap(([name, consequence]) => {
    const { [name]: given } = fields;
    const host = typeof given === 'string' ? parseHttpUrl(given)?.hostname : undefined;
    if (host === undefined || isPublicHost(host)) return [];
    const message = `must be reachable from the public internet, and ${describe(host)} is not, ${consequence}`;
    return [{ path: name, message }];
  });
