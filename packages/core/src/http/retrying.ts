import { RunApiError } from '../errors/run-api-error.js';
import { withContext } from '../errors/with-context.js';
import { type Logger, messageOf } from '../log.js';
import { remainingMs } from '../time/deadline.js';
import { sleep } from '../time/sleep.js';
import { type Call, isRepeatable, nameOf, type Policy, type Send } from './call.js';
import type { RetryPolicy } from './retry-policy.js';

/** Repeats what the policy says, within the call's deadline. */
export const retrying =
  (policy: RetryPolicy, log: Logger): Policy =>
  <Answer>(next: Send<Answer>): Send<Answer> => {
    const goOn = async (call: Call, fault: unknown): Promise<Answer> => {
      let error = fault;
      const known: Known = { outcomeKnown: true };
      for (let attempt = 1; ; attempt++) {
        note(known, error);
        const delayMs = policy.delayMs(error, { ...call, attempt });
        if (delayMs === undefined || delayMs >= remainingMs(call.deadline))
          throw remember(error, call, known);
        log.warn(
          `[runapi] ${nameOf(call)}: retry ${attempt} of ${call.maxRetries} in ${Math.round(delayMs)} ms, after: ${messageOf(error)}`,
        );
        await sleep(delayMs, call.signal).catch((aborted: unknown) => {
          throw remember(aborted, call, known);
        });
        try {
          return await next({ ...call, attempt: attempt + 1 });
        } catch (again) {
          error = again;
        }
      }
    };
    // The first attempt is outside: of ten thousand calls that queue, each would keep the frame of an async function.
    return (call) => next(call).catch((fault: unknown) => goOn(call, fault));
  };

/** What the attempts of a call have told. */
interface Known {
  outcomeKnown: boolean;
  taskId?: string | undefined;
}

function note(known: Known, error: unknown): void {
  if (!(error instanceof RunApiError)) return;
  known.outcomeKnown &&= error.outcomeKnown !== false;
  known.taskId ??= error.taskId;
}

/** An attempt that stayed without an answer, or named the task, is not made undone by a later one that did not. */
function remember(error: unknown, call: Call, { outcomeKnown, taskId }: Known): unknown {
  if (!(error instanceof RunApiError)) return error;
  if (isRepeatable(call))
    Reflect.deleteProperty(error, 'outcomeKnown'); // it makes no task, so nothing is open
  else Reflect.set(error, 'outcomeKnown', outcomeKnown);
  return withContext(error, { taskId });
}
