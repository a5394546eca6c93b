import type { Faults } from './service/faults/faults.js';

/** Throws when faults are left, and says which. */
export function assertDone(left: ReturnType<Faults['left']>): void {
  if (left.length === 0) return;
  const lines = left.map(({ fault, left }) => `  ${left} of ${fault.times ?? 1}: ${JSON.stringify(fault)}`);
  throw new Error(`sandbox.assertDone: faults that were asked for and not met:\n${lines.join('\n')}`);
}
