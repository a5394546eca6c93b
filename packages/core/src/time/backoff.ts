/**
 * The pause before retry number `attempt` (0 is the first): doubling from `baseMs`, at most `maxMs`, and of that
 * a random part between half and all, so that callers who failed together do not come back together.
 */
export function backoffMs(
  attempt: number,
  baseMs: number,
  maxMs: number,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 50));
  return ceiling / 2 + (ceiling / 2) * random();
}
