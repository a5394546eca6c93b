import type { Reply } from '../http/call.js';
import { invalidResponse } from '../http/invalid-response.js';

/**
 * The answer, with every field that came, when it has those that it can't do without.
 * @param needed the names, and of which types they may be: `string or number`
 * @throws InvalidResponseError
 */
export function readAnswer<Answer>(reply: Reply, needed: Readonly<Record<string, string>>): Answer {
  const { body } = reply;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidResponse(reply, 'is not an object');
  }
  for (const [name, types] of Object.entries(needed)) {
    const value: unknown = Reflect.get(body, name);
    if (value === null || !types.includes(typeof value)) throw invalidResponse(reply, `has no ${name}`);
  }
  return body as Answer;
}
