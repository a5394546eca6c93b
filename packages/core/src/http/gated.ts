import { RateLimitError } from '../errors/classes.js';
import type { Logger } from '../log.js';
import type { Call, Policy } from './call.js';
import type { Gate } from './gate.js';

/** Lets a call in when there is a slot, and holds everybody back when the service asks for it. */
export const gated =
  (gate: Gate, log: Logger): Policy =>
  (next) => {
    const inside = async (call: Call, leave: () => void) => {
      try {
        call.onSent?.();
        return await next(call);
      } catch (error) {
        // A call that goes elsewhere, such as to the storage of uploads, says nothing about RunAPI.
        if (error instanceof RateLimitError && !call.perform) {
          log.warn(`[runapi] rate limit: no request of this client for ${error.retryAfterMs} ms`);
          gate.holdFor(error.retryAfterMs);
        }
        throw error;
      } finally {
        leave();
      }
    };
    return (call) => gate.enter(call).then((leave) => inside(call, leave));
  };
