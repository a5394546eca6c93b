import type { SandboxCallbackKind } from '../../types.js';
import type { Task } from '../task.js';
import { type Clock, sleepUntil } from '../time/clock.js';
import type { CallbackRecord, createAttempt, SentKind } from './attempt.js';

export interface DeliverParts {
  clock: Clock;
  retryDelaysMs: readonly number[];
  attempt: ReturnType<typeof createAttempt>;
  /** What was asked to go wrong with the next attempt. */
  takeFault(): SandboxCallbackKind | undefined;
}

/** Calls back with the final task until the receiver answers 2xx. The id stays; each attempt is signed anew. */
export const createDeliver =
  (parts: DeliverParts) =>
  async (task: Task, url: string, signal: AbortSignal): Promise<void> => {
    const { clock, retryDelaysMs, takeFault } = parts;
    for (let round = 0; ; round++) {
      const kind = (round === 0 ? task.firstCallback : undefined) ?? takeFault();
      if (kind === 'none') return;
      const records = await sendAs(kind, task, url, signal, parts);
      if (records.every(({ status }) => isSuccess(status))) return;

      const delayMs = retryDelaysMs[round];
      if (delayMs === undefined) return;
      await sleepUntil(clock, clock.now() + delayMs, signal);
    }
  };

/** The attempts of one round: one, or two at the same moment. */
export const sendAs = (
  kind: SentKind | undefined,
  task: Task,
  url: string,
  signal: AbortSignal,
  { attempt }: Pick<DeliverParts, 'attempt'>,
): Promise<CallbackRecord[]> => {
  const send = () => attempt(task, url, kind, signal);
  return Promise.all(kind === 'duplicate' ? [send(), send()] : [send()]);
};

const isSuccess = (status = 0): boolean => status >= 200 && status < 300;
