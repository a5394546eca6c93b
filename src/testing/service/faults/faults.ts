import type { SandboxAnswerFault, SandboxCall, SandboxCallbackKind, SandboxFault } from '../../types.js';
import { checkFault } from './check-fault.js';

/** The faults that were asked for and not met yet. */
export interface Faults {
  /** Throws when nothing could ever meet it. */
  add(fault: SandboxFault): void;
  /** The oldest fault that is for this call, used up by one. */
  take(call: SandboxCall): SandboxAnswerFault | undefined;
  /** The oldest fault for a callback's attempt, used up by one. */
  takeCallback(): SandboxCallbackKind | undefined;
  /** What is left, each with how often. */
  left(): readonly { readonly fault: SandboxFault; readonly left: number }[];
  clear(): void;
}

interface Waiting<F> {
  readonly fault: F;
  left: number;
}

export function createFaults(): Faults {
  const answers: Waiting<SandboxAnswerFault>[] = [];
  const callbacks: Waiting<{ callback: SandboxCallbackKind }>[] = [];
  return {
    add: (fault) => {
      checkFault(fault);
      const left = fault.times ?? 1;
      if ('callback' in fault) callbacks.push({ fault, left });
      else answers.push({ fault, left });
    },
    take: (call) => use(answers, ({ on }) => (on === undefined ? call !== 'image' : on === call)),
    takeCallback: () => use(callbacks, () => true)?.callback,
    left: () => [...answers, ...callbacks].map(({ fault, left }) => ({ fault, left })),
    clear: () => {
      answers.length = 0;
      callbacks.length = 0;
    },
  };
}

function use<F>(queue: Waiting<F>[], fits: (fault: F) => boolean): F | undefined {
  const at = queue.findIndex(({ fault }) => fits(fault));
  const next = queue[at];
  if (!next) return undefined;
  next.left--;
  if (next.left === 0) queue.splice(at, 1);
  return next.fault;
}
