import { typeIssues } from '@runapi.ai/core/callbacks';

/** What is wrong with a value that must be there, and of one type. */
export const required = (path: string, value: unknown, type: 'function' | 'object') =>
  value === undefined ? [{ path, message: 'is missing' }] : typeIssues(path, value, type);
