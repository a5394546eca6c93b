import { pick, seededRandom } from '../../picture/random.js';
import type { SandboxAnswerFault } from '../../types.js';

/** Passing faults, as a service and the way to it have them; a client has to get over each of them. */
const FAULTS: readonly [SandboxAnswerFault, ...SandboxAnswerFault[]] = [
  { status: 503 },
  { status: 500 },
  { status: 429, retryAfter: 1 },
  { status: 'html' },
  { status: 'network' },
  { status: 'network', processed: true },
  { status: 'drop body' },
];

/** A fault for a share of the calls. The same seed meets the same requests, in the same order, with the same faults. */
export function createRandomFaults(failRate: number, seed: string | number) {
  let random = seededRandom(String(seed));
  return {
    take: (): SandboxAnswerFault | undefined =>
      failRate > 0 && random() < failRate ? pick(random, FAULTS) : undefined,
    clear: (): void => {
      random = seededRandom(String(seed));
    },
  };
}
