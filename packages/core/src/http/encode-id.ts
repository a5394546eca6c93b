import { describe, throwIssues } from '../check-options.js';

/**
 * An id as one segment of a path. Ids come from databases and from requests: none may become another endpoint.
 * @throws ValidationError when it is empty, or holds what no id has
 */
export function encodeId(id: unknown): string {
  const message = idFault(id);
  throwIssues(message === undefined ? [] : [{ path: 'id', message }], 'No task was asked for');
  return encodeURIComponent(String(id));
}

/** Whether it can be one: a header may be empty, or there twice. */
export const isId = (id: unknown): id is string => idFault(id) === undefined;

function idFault(id: unknown): string | undefined {
  if (typeof id !== 'string') {
    const remedy = typeof Object(id).id === 'string' ? ': pass task.id' : '';
    return `must be the id of a task, a string, not ${describe(id)}${remedy}`;
  }
  if (id === '') return 'must be the id of a task, and is empty';
  if (id.length > 512) return 'is longer than 512 characters: no id is';
  // A dot segment survives encoding: URL parsers take '%2e%2e' for '..'.
  if (/^\.+$/.test(id) || !/^[!-~]+$/.test(id) || /[/\\?#%]/.test(id))
    return 'holds characters that no id has';
  return undefined;
}
