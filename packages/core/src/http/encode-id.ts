import { describe, throwIssues } from '../check-options.js';

/**
 * An id as one segment of a path. Ids come from databases and from requests: none may become another endpoint.
 * @throws ValidationError when it is empty, or holds what no id has
 */
export function encodeId(id: unknown): string {
  if (!isId(id)) {
    const given = typeof id === 'string' ? 'this one' : describe(id);
    const message = `must be the id of a task, such as task.id: 1 to 512 printable ASCII characters, none of / \\ ? # %, not ${given}`;
    throwIssues([{ path: 'id', message }], 'No task was asked for');
  }
  return encodeURIComponent(String(id));
}

/** Whether it can be one: a header may be empty, or there twice. A dot segment survives encoding, since URL parsers take '%2e%2e' for '..'. */
export const isId = (id: unknown): id is string =>
  typeof id === 'string' && /^(?!\.+$)[!-~]{1,512}$/.test(id) && !/[/\\?#%]/.test(id);
