import { InvalidResponseError, NetworkError } from '../errors/classes.js';
import type { Reply } from './call.js';
import { excerpt, isHtml, isPage } from './excerpt.js';

/**
 * The error for a 2xx that is no answer, with an excerpt that is safe to print. What became of a POST is open
 * then: it may have made a task.
 * @param fault such as `has no id`
 */
export function invalidResponse(reply: Reply, fault: string, cause?: Error): InvalidResponseError {
  const { call, status, requestId, taskId } = reply;
  const text = reply.text();
  const request = requestId ? ` (request ${requestId})` : '';
  return new InvalidResponseError(
    `${call} was answered ${status}, but the answer ${fault}: ${look(text)}.${request}`,
    {
      status,
      requestId,
      taskId,
      outcomeKnown: reply.isOpen ? false : undefined,
      details: isPage(text) ? undefined : excerpt(text, 2_000),
      cause,
    },
  );
}

/** For a 2xx that is not JSON. One that is empty, or begins as JSON does, was cut on its way: a fault of the moment, for a poll. */
export const notJson = (reply: Reply): InvalidResponseError =>
  invalidResponse(
    reply,
    'is not JSON',
    /^\s*([{[]|$)/.test(reply.text()) ? new NetworkError(`${reply.call}: the answer broke off.`) : undefined,
  );

function look(text: string): string {
  if (text.trim() === '') return 'it is empty';
  if (isPage(text)) return 'it is an HTML page';
  return isHtml(text) ? 'it holds HTML' : `it begins with ${excerpt(text, 120)}`;
}
