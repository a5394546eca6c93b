import { clearTimeout, setTimeout } from 'node:timers';
import { setTimeout as pause } from 'node:timers/promises';
import type { FluxKontextClient, RunOptions } from '@runapi.ai/flux-kontext';
import type { Dice } from '../support/random.js';
import type { GiveUp, Logbook } from './logbook.js';
import { promptOf } from './service.js';
import { requestIdOf } from './weather.js';

export interface CallerInput {
  readonly run: number;
  readonly dice: Dice;
  readonly client: FluxKontextClient;
  /** A signal that many share, and that never fires. */
  readonly forever: AbortSignal;
  readonly log: Logbook;
}

type Way = (input: CallerInput, options: RunOptions, giveUp: GiveUp) => Promise<unknown>;

export const paramsOf = (run: number) => ({ model: 'flux-kontext-pro', prompt: promptOf(run) }) as const;

/** One user's picture, by whichever way and with whichever patience. All that comes of it is in the logbook. */
export async function callOnce(input: CallerInput): Promise<void> {
  const { dice, run } = input;
  const way = dice.weighted<Way>([
    [8, runIt],
    [2, createAndWait],
    [1, createAndGet],
  ]);
  const { signal, giveUp, stop } = patience(input);
  const options = {
    clientRequestId: requestIdOf(run),
    ...(dice.chance(0.5) ? { idempotencyKey: `order-${run}` } : {}),
    ...(signal ? { signal } : {}),
    // Patience without end is for those only who give up by their signal.
    maxWaitMs: stop && dice.chance(0.3) ? Number.POSITIVE_INFINITY : dice.int(2_000, 4_000),
    pollIntervalMs: dice.int(5, 20),
  };
  try {
    await way(input, options, giveUp);
  } catch {
    // It is in the logbook.
  } finally {
    stop?.();
  }
}

const runIt: Way = ({ run, client, log }, options, giveUp) =>
  log.write({ run, call: 'run', maxWaitMs: options.maxWaitMs, giveUp }, () =>
    client.textToImage.run(paramsOf(run), options),
  );

const create: (...input: Parameters<Way>) => Promise<string> = async (
  { run, client, log },
  options,
  giveUp,
) => {
  const { maxWaitMs: _, pollIntervalMs: __, ...rest } = options;
  const { id } = await log.write({ run, call: 'create', giveUp }, () =>
    client.textToImage.create(paramsOf(run), rest),
  );
  return id;
};

const createAndWait: Way = async (input, options, giveUp) => {
  const { run, client, log } = input;
  const about = await create(input, options, giveUp);
  await log.write({ run, call: 'wait', about, maxWaitMs: options.maxWaitMs, giveUp }, () =>
    client.textToImage.wait(about, options),
  );
};

const createAndGet: Way = async (input, { signal, clientRequestId, ...rest }, giveUp) => {
  const { run, client, log } = input;
  const options = { signal, clientRequestId };
  const about = await create(input, { ...rest, ...options }, giveUp);
  for (let asked = 0; asked < 12; asked++) {
    await pause(5);
    const task = await log
      .write({ run, call: 'get', about, giveUp }, () => client.textToImage.get(about, options))
      .catch(() => undefined);
    if (task?.status === 'completed' || task?.status === 'failed' || giveUp.at !== undefined) return;
  }
};

/** A third has no signal, a third one that never fires; the others give up, some before they began. */
function patience({ dice, forever }: CallerInput): {
  signal?: AbortSignal;
  giveUp: GiveUp;
  stop?: () => void;
} {
  const giveUp: GiveUp = {};
  const kind = dice.next();
  if (kind < 0.33) return { giveUp };
  if (kind < 0.66) return { giveUp, signal: forever };
  const controller = new AbortController();
  const reason = dice.pick<unknown>([new Error('The user has gone'), 'enough', undefined]);
  const end = () => {
    giveUp.at = performance.now();
    controller.abort(reason);
  };
  if (dice.chance(0.1)) {
    end();
    return { giveUp, signal: controller.signal };
  }
  const timer = setTimeout(end, dice.int(0, dice.pick([20, 200, 800])));
  return { giveUp, signal: controller.signal, stop: () => clearTimeout(timer) };
}
