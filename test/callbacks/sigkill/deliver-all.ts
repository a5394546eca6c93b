import { randomUUID } from 'node:crypto';
import { signCallback } from '@runapi.ai/flux-kontext/callbacks';
import type { Dice } from '../../support/random.js';

export interface Delivered {
  readonly ids: string[];
  /** How often each status came; `0` when there was no answer. */
  readonly answers: ReadonlyMap<number, number>;
}

/**
 * Does what RunAPI does, and worse: every callback is delivered two to five times, some at the same moment, and each
 * time until it is answered with 2xx, to whichever worker there is.
 */
export async function deliverAll(
  count: number,
  parts: { secret: string; dice: Dice; port: () => number | undefined; onAnswer: () => void },
): Promise<Delivered> {
  const { secret, dice, port, onAnswer } = parts;
  const answers = new Map<number, number>();
  const ids = Array.from({ length: count }, () => randomUUID());

  const post = async (id: string, body: string): Promise<number> => {
    const headers = signCallback({ body, secret, id });
    const listening = port();
    if (listening === undefined) return 0;
    try {
      const response = await fetch(`http://127.0.0.1:${listening}/`, { method: 'POST', body, headers });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0; // killed, or not there
    }
  };
  const deliver = async (id: string, body: string, delayMs: number): Promise<void> => {
    await sleep(delayMs);
    for (let pauseMs = 200; ; pauseMs = Math.min(pauseMs * 1.5, 1_000)) {
      const status = await post(id, body);
      answers.set(status, (answers.get(status) ?? 0) + 1);
      if (status !== 0) onAnswer();
      if (status >= 200 && status < 300) return;
      await sleep(pauseMs);
    }
  };
  const deliverOften = async (id: string, index: number): Promise<void> => {
    const body = JSON.stringify({
      id: `task_${index}`,
      status: 'completed',
      images: [{ url: 'https://cdn.test/1.png' }],
    });
    const atOnce = dice.chance(0.5);
    const times = dice.int(2, 5);
    await Promise.all(Array.from({ length: times }, () => deliver(id, body, atOnce ? 0 : dice.int(0, 800))));
  };

  const waiting = [...ids.entries()];
  const lane = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await deliverOften(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: 60 }, lane));
  return { ids, answers };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
