import { setTimeout as pause } from 'node:timers/promises';

/** Timers that keep this process alive, the asking one not counted. */
export const countTimers = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

/**
 * How many more there are than before. Asked a few times: the server's own pauses, and the test runner's, pass;
 * those of a call that forgot one last for as long as its limits.
 */
export async function timersLeft(before: number): Promise<number> {
  let fewest = Number.POSITIVE_INFINITY;
  for (let asked = 0; asked < 5 && fewest > 0; asked++) {
    fewest = Math.min(fewest, Math.max(0, countTimers() - before));
    await pause(10);
  }
  return fewest;
}
