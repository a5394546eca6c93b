import type { Call, Policy } from './call.js';
import type { Gate } from './gate.js';

/** Lets a call in when there is a slot, and nobody is held back. */
export const gated =
  (gate: Gate): Policy =>
  (next) => {
    const inside = async (call: Call, leave: () => void) => {
      try {
        call.onSent?.();
        return await next(call);
      } finally {
        leave();
      }
    };
    return (call) => gate.enter(call).then((leave) => inside(call, leave));
  };
