import { EARLY_FAULTS } from '../support/faults/index.js';
import { createDice, type Dice } from '../support/random.js';
import type { Script } from '../support/script.js';
import { FORECAST } from './forecast.js';
import type { Service } from './service.js';

/** What stands between the callers and the service. */
export interface Weather extends Script {
  /** How often each kind struck. */
  readonly struck: ReadonlyMap<string, number>;
  /** Whether a poll of this caller got an answer that may end its wait. */
  endedAWait(run: number): boolean;
  /** From now on everything goes well. */
  calmDown(): void;
}

/** Says whose request it is, so that each caller has weather of its own: the same in each storm of this seed. */
export const requestIdOf = (run: number): string => `run-${run}`;

export function createWeather(seed: number, service: Service): Weather {
  const struck = new Map<string, number>();
  const ended = new Set<number>();
  const diceOfRuns = new Map<number, Dice>();
  const connections = createDice(seed, 2);
  let isCalm = false;

  const diceOf = (run: number) => {
    const dice = diceOfRuns.get(run) ?? createDice(seed, run, 3);
    diceOfRuns.set(run, dice);
    return dice;
  };
  const note = (name: string) => struck.set(name, (struck.get(name) ?? 0) + 1);

  return {
    struck,
    endedAWait: (run) => ended.has(run),
    calmDown() {
      isCalm = true;
    },
    resetsConnection() {
      const isReset = !isCalm && connections.chance(0.02);
      if (isReset) note(EARLY_FAULTS[0]);
      return isReset;
    },
    next({ method, headers }) {
      if (isCalm) return { answer: service.answer };
      const run = Number(String(headers['x-client-request-id']).replace('run-', ''));
      const dice = diceOf(run);
      const gust = dice.weighted(FORECAST)(dice, service);
      note(gust.name);
      if (gust.isLasting && method === 'GET') ended.add(run);
      return gust.step;
    },
  };
}
