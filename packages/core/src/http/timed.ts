import { TimeoutError } from '../errors/classes.js';
import { withContext } from '../errors/with-context.js';
import { remainingMs } from '../time/deadline.js';
import { within } from '../time/within.js';
import { nameOf, type Policy } from './call.js';
import { errorFromResponse } from './error-from-response.js';

/** Ends an attempt at its limit, headers and body alike, or at the deadline of the whole call. */
export const timed: Policy = (next) => async (call) => {
  const limitMs = Math.min(call.timeoutMs, remainingMs(call.deadline));
  let answer: Response | undefined;
  const onAnswer = (response: Response) => {
    answer = response;
  };
  const late = () =>
    answer && !answer.ok
      ? errorFromResponse(nameOf(call), { status: answer.status, headers: answer.headers, body: '' })
      : new TimeoutError(`${nameOf(call)}: no whole answer within ${Math.round(limitMs)} ms.`);
  try {
    return await within(limitMs, call.signal, late, (signal) => next({ ...call, signal, onAnswer }));
  } catch (error) {
    // Late, aborted or broken off; whatever was answered knows better itself. A `fetch` of the user's may give no headers.
    throw withContext(error, {
      outcomeKnown: false,
      taskId: answer?.headers?.get('x-runapi-task-id') ?? undefined,
    });
  }
};
