import { TimeoutError } from '../errors/classes.js';
import { withContext } from '../errors/with-context.js';
import { throwIfAborted } from '../time/abort.js';
import { remainingMs } from '../time/deadline.js';
import { within } from '../time/within.js';
import { type BegunAnswer, nameOf, type Policy } from './call.js';

/** Ends an attempt at its limit, headers and body alike, or at the deadline of the whole call. */
export const timed: Policy = (next) => async (call) => {
  throwIfAborted(call.signal); // nothing is sent then, so nothing is open
  const limitMs = Math.min(call.timeoutMs, remainingMs(call.deadline));
  let answer: BegunAnswer = {};
  const onAnswer = (begun: BegunAnswer) => {
    answer = begun;
  };
  const late = () =>
    answer.toError?.() ??
    new TimeoutError(`${nameOf(call)}: no whole answer within ${Math.round(limitMs)} ms.`);
  try {
    return await within(limitMs, call.signal, late, (signal) => next({ ...call, signal, onAnswer }));
  } catch (error) {
    // Late, aborted or broken off; whatever was answered knows better itself.
    throw withContext(error, { outcomeKnown: false, taskId: answer.taskId });
  }
};
