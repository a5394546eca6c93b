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
  next(request: Pick<Seen, 'method' | 'target' | 'headers'>): Step;
}

/** The steps in order, the last one for ever. */
export function inOrder(steps: readonly (Step | Answer | FaultName)[]): Script {
  let played = 0;
  const current = () => toStep(steps[Math.min(played, steps.length - 1)] ?? 'no answer');
  return {
    resetsConnection() {
      const isReset = current().fault === EARLY_FAULTS[0];
      if (isReset) played++;
      return isReset;
    },
    next() {
      const step = current();
      played++;
      return step;
    },
  };
}

const toStep = (step: Step | Answer | FaultName): Step =>
  typeof step === 'string' ? { fault: step } : 'status' in step ? { answer: step } : step;
