import type { Answer } from './answers.js';
import type { Seen } from './faults/exchange.js';
import { EARLY_FAULTS, type FaultName } from './faults/index.js';

/** What one request gets: an answer, a fault, or a fault that is done to an answer. */
export interface Step {
  readonly fault?: FaultName | undefined;
  /** Made only once the whole request is there, so that a service's books can stand behind it. */
  readonly answer?: Answer | ((request: Seen) => Answer);
}

/** Whoever decides what comes next: a list in a test, a seeded die in the storm. */
export interface Script {
  /** Asked at each new connection: whether it is reset before anything is read. */
  resetsConnection(): boolean;
  next(request: Request): Step;
}

/** Decides what a request gets when it is there: which of two racing requests comes first is not the test's to say. */
export type Decide = (request: Request) => Step | Answer | FaultName;
type Request = Pick<Seen, 'method' | 'target' | 'headers'>;

/** The steps in order, the last one for ever. */
export function inOrder(steps: readonly (Step | Answer | FaultName | Decide)[]): Script {
  let played = 0;
  const current = (request?: Request) => {
    const step = steps[Math.min(played, steps.length - 1)] ?? 'no answer';
    return toStep(typeof step === 'function' ? (request ? step(request) : {}) : step);
  };
  return {
    resetsConnection() {
      const isReset = current().fault === EARLY_FAULTS[0];
      if (isReset) played++;
      return isReset;
    },
    next(request) {
      const step = current(request);
      played++;
      return step;
    },
  };
}

const toStep = (step: Step | Answer | FaultName): Step =>
  typeof step === 'string' ? { fault: step } : 'status' in step ? { answer: step } : step;
