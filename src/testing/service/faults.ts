import type { SandboxFault } from '../types.js';

/** The calls that a fault can be for. */
export type ApiCall = 'create' | 'get';

export interface Faults {
  /** Asks for a fault; throws when nothing could ever meet it. */
  add(fault: SandboxFault): void;
  /** The oldest fault that is for this call, used up by one. */
  take(call: ApiCall): SandboxFault | undefined;
  clear(): void;
}

export function createFaults(): Faults {
  let queue: { fault: SandboxFault; left: number }[] = [];
  return {
    add: (fault) => {
      check(fault);
      queue.push({ fault, left: fault.times ?? 1 });
    },
    take: (call) => {
      const next = queue.find(({ fault }) => fault.on === undefined || fault.on === call);
      if (!next) return undefined;
      next.left--;
      if (next.left === 0) queue = queue.filter((entry) => entry !== next);
      return next.fault;
    },
    clear: () => {
      queue = [];
    },
  };
}

const KINDS: readonly unknown[] = ['network', 'timeout'];

function check({ status, times = 1, on = 'create' }: SandboxFault): void {
  const isStatus = typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599;
  if (!isStatus && !KINDS.includes(status)) {
    throw new RangeError(
      `sandbox.fail: status must be 400 to 599, 'network' or 'timeout'; it is ${String(status)}.`,
    );
  }
  if (!Number.isInteger(times) || times < 1) {
    throw new RangeError(`sandbox.fail: times must be a whole number, 1 or more; it is ${String(times)}.`);
  }
  if (on !== 'create' && on !== 'get') {
    throw new RangeError(`sandbox.fail: on must be 'create' or 'get'; it is ${String(on)}.`);
  }
}
