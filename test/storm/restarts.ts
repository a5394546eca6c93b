import { setTimeout as pause } from 'node:timers/promises';
import type { FaultServer } from '../support/fault-server.js';
import type { Dice } from '../support/random.js';

export interface Restarts {
  /** Says that so many calls have begun: at some of these moments the server goes down, and comes back. */
  begun(calls: number): void;
  /** How many there were, once the last one is over. */
  done(): Promise<number>;
}

/**
 * Restarts by the progress of the storm, not by the clock: a fast machine sees as many as a slow one. The last
 * third of the calls has none: a restart would close a socket that somebody forgot.
 */
export function createRestarts(server: FaultServer, dice: Dice, runs: number, atOnce: number): Restarts {
  let restarts = 0;
  let last = Promise.resolve();
  let next = Math.min(atOnce, Math.floor(runs / 3)) + dice.int(1, 20); // once everybody is out
  const restart = async () => {
    await server.stop();
    await pause(dice.int(5, 80));
    await comeBack(server);
    restarts++;
  };
  return {
    begun(calls) {
      if (calls < next || calls >= (runs * 2) / 3) return;
      next = calls + dice.int(15, 60);
      last = last.then(restart);
    },
    async done() {
      await last;
      return restarts;
    },
  };
}

/** A client that knocks while nobody listens may get the port for itself: the two ends of a connection then. */
async function comeBack(server: FaultServer, attempts = 50): Promise<void> {
  try {
    await server.start();
  } catch (error) {
    if (attempts === 0) throw error;
    await pause(20);
    await comeBack(server, attempts - 1);
  }
}
