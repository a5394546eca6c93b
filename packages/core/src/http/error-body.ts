import type { ValidationIssue } from '../errors/classes.js';
import { excerpt, isHtml } from './excerpt.js';

/** What can be read out of the body of an error. */
export interface ErrorBody {
  readonly message?: string | undefined;
  readonly code?: string | undefined;
  readonly issues: readonly ValidationIssue[];
}

/** Reads any body that was seen on the wire, and survives those that were not. */
export function readErrorBody(body: unknown): ErrorBody {
  if (!isRecord(body)) return { message: readable(body), issues: [] };
  const { error } = body;
  const nested = isRecord(error) ? error : {};
  const candidates = [
    error,
    nested['message'],
    nested['detail'],
    body['message'],
    body['detail'],
    body['errorMessage'],
    body['msg'],
  ];
  return {
    message: candidates.map(readable).find((text) => text !== undefined),
    code: [nested['code'], body['code']].map(codeOf).find((code) => code !== undefined),
    issues: [...issuesOf(body['errors']), ...issuesOf(nested['errors'])],
  };
}

const readable = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' && !isHtml(value) ? excerpt(value, 500) : undefined;

const codeOf = (value: unknown): string | undefined =>
  typeof value === 'number'
    ? String(value)
    : typeof value === 'string' && value !== ''
      ? excerpt(value, 100)
      : undefined;

/** `{ prompt: ['is required'] }` */
function issuesOf(errors: unknown): ValidationIssue[] {
  if (!isRecord(errors)) return [];
  return Object.entries(errors).flatMap(([path, messages]) =>
    (Array.isArray(messages) ? messages : [messages]).flatMap((message) => {
      const text = readable(message);
      return text === undefined ? [] : [{ path: readable(path) ?? '', message: text }];
    }),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
