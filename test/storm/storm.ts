import { getEventListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type FaultServer, startFaultServer } from '../support/fault-server.js';
import { createDice } from '../support/random.js';
import { callOnce } from './caller.js';
import { createClients } from './clients.js';
import { countTimers, timersLeft } from './leftovers.js';
import { createLogbook, type Logbook } from './logbook.js';
import { repeatInTheCalm } from './reckoning.js';
import { createRestarts } from './restarts.js';
import { findBreaches } from './rules.js';
import { createService } from './service.js';
import { createWeather } from './weather.js';
import type { Breach, World } from './world.js';

export interface StormOptions {
  /** Of all that is decided. When things happen is left to the machine, so two storms of one seed are not quite alike. */
  readonly seed: number;
  /** How many pictures are asked for. */
  readonly runs: number;
  /** How many callers are out at once. */
  readonly atOnce?: number;
  /** After so long in which nobody heard anything, those who still wait count as unsettled. */
  readonly silenceMs?: number;
}

export interface StormReport extends World {
  readonly seed: number;
  readonly requests: number;
  readonly restarts: number;
  /** How often each kind of fault struck. */
  readonly struck: ReadonlyMap<string, number>;
  /** Creates whose outcome was open, and that were repeated in the calm. */
  readonly repeated: number;
  readonly breaches: readonly Breach[];
}

/** Sends callers through a storm, and then compares what they tell with the service's own books. */
export async function storm(options: StormOptions): Promise<StormReport> {
  const { seed, runs, atOnce = 60, silenceMs = 8_000 } = options;
  const timersBefore = countTimers();
  const service = createService(seed);
  const weather = createWeather(seed, service);
  const server = await startFaultServer(weather);
  const log = createLogbook();
  const forever = new AbortController().signal;
  const clientOf = createClients(seed, server.url);

  const restarts = createRestarts(server, createDice(seed, 5), runs, atOnce);
  let begun = 0;
  const callers = Array.from({ length: atOnce }, async () => {
    while (begun < runs) {
      const run = begun++;
      restarts.begun(begun);
      await callOnce({ run, dice: createDice(seed, run, 4), client: clientOf(run), forever, log });
      await restarts.done(); // an outage is for those who are out: the others would all be refused, and see no other fault
    }
  });
  const over = new AbortController();
  await Promise.race([Promise.all(callers), silence(log, silenceMs, over.signal)]);
  const restarted = await restarts.done();
  over.abort();

  const timers = await timersLeft(timersBefore);
  const listeners = getEventListeners(forever, 'abort').length;
  weather.calmDown();
  const world: World = { entries: log.entries, tasks: [...service.tasks], endedAWait: weather.endedAWait };
  const stormy = findBreaches(world);
  const { repeated, breaches: calm } = await repeatInTheCalm(world, service, server.url);
  const sockets = await socketsLeft(server);
  await server.stop();

  return {
    ...world,
    seed,
    requests: server.requests.length,
    restarts: restarted,
    struck: weather.struck,
    repeated,
    breaches: [...stormy, ...calm, ...leftOver({ timers, listeners, sockets })],
  };
}

async function silence(log: Logbook, ms: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && performance.now() - log.lastAt < ms)
    await pause(100, undefined, { signal }).catch(() => {});
}

/** Node's `fetch` keeps idle ones for a second; whoever forgot a body keeps one for longer. */
async function socketsLeft(server: FaultServer): Promise<number> {
  for (let waits = 0; waits < 60 && server.openConnections.length > 0; waits++) await pause(100);
  return server.openConnections.length;
}

const leftOver = (counts: Record<string, number>): Breach[] =>
  Object.entries(counts).flatMap(([name, count]) =>
    count > 0 ? [{ rule: 'left over', what: `${count} ${name}` }] : [],
  );
