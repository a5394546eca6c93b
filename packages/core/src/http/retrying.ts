import { RunApiError } from '../errors/run-api-error.js';
import { type Logger, messageOf } from '../log.js';
import { sleep } from '../time/sleep.js';
import { type Call, isRepeatable, nameOf, type Policy } from './call.js';
import type { RetryPolicy } from './retry-policy.js';

/** Repeats what the policy says, within the call's deadline. */
export const retrying =
  (policy: RetryPolicy, log: Logger): Policy =>
  (next) => {
    // No loop in an async function: of ten thousand calls that queue, each would keep its frame.
    const attempt = (call: Call, outcomeKnown: boolean): ReturnType<typeof next> =>
      next(call).catch((error: unknown) => goOn(call, error, outcomeKnown && isOutcomeKnown(error)));

    const goOn = async (call: Call, error: unknown, outcomeKnown: boolean) => {
      const delayMs = policy.delayMs(error, call);
      if (delayMs === undefined || delayMs >= call.deadline.remainingMs())
        throw remember(error, call, outcomeKnown);
      log.warn(
        `[runapi] ${nameOf(call)}: retry ${call.attempt} of ${call.maxRetries} in ${Math.round(delayMs)} ms, after: ${messageOf(error)}`,
      );
      await sleep(delayMs, call.signal).catch((aborted: unknown) => {
        throw remember(aborted, call, outcomeKnown);
      });
      return attempt({ ...call, attempt: call.attempt + 1 }, outcomeKnown);
    };
    return (call) => attempt(call, true);
  };

const isOutcomeKnown = (error: unknown): boolean =>
  !(error instanceof RunApiError) || error.outcomeKnown !== false;

/** An attempt that stayed without an answer is not made undone by a later one that was refused. */
function remember(error: unknown, call: Call, outcomeKnown: boolean): unknown {
  if (!(error instanceof RunApiError)) return error;
  if (isRepeatable(call))
    Reflect.deleteProperty(error, 'outcomeKnown'); // it makes no task, so nothing is open
  else Reflect.set(error, 'outcomeKnown', outcomeKnown);
  return error;
}
