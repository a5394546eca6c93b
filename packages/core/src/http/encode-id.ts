import { describe, throwIssues, unless } from '../check-options.js';

/**
 * An id as one segment of a path. Ids come from databases and from requests: none may become another endpoint.
 * @throws ValidationError when it is empty, or holds what no id has
 */
export function encodeId(id: unknown): string {
  const given = typeof id === 'string' ? 'one that is empty, or holds what no id has' : describe(id);
  throwIssues(
    unless(isId(id), 'id', `must be the id of a task, such as task.id, not ${given}`),
    'No task was asked for',
  );
  return encodeURIComponent(String(id));
}

/** Whether it can be one: a header may be empty, or there twice. A dot segment survives encoding, since URL parsers take '%2e%2e' for '..'. */
export const isId = (id: unknown): id is string =>
  typeof id === 'string' && /^(?!\.+$)[!-~]{1,512}$/.test(id) && !/[/\\?#%]/.test(id);
