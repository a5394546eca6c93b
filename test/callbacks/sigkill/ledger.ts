/** What a worker is told when it starts. */
export interface WorkerOrders {
  readonly kind: 'ioredis' | 'node-redis' | 'postgres';
  readonly url: string;
  readonly number: number;
  readonly seed: number;
  readonly secret: string;
  readonly leaseMs: number;
  readonly timeoutMs: number;
  /** How likely it is to kill itself at each of the moments that matter. */
  readonly deathRate: number;
}

export type EntryKind =
  | 'claiming'
  | 'claimed'
  | 'started'
  | 'ended'
  | 'completed'
  | 'not completed'
  | 'releasing';

/** One line of a worker's. `at` is in milliseconds on the machine's monotonic clock. */
export interface Entry {
  readonly at: number;
  readonly kind: EntryKind;
  readonly id: string;
  readonly token: string;
  readonly worker: number;
}

/** One worker's hold on one callback, from its claim on. */
interface Hold {
  readonly worker: number;
  readonly claimedAt: number;
  /** When it last asked for the lease and got it: the lease holds at least `leaseMs` longer. */
  renewedAt: number;
  releasingAt?: number;
  completedAt?: number;
  started: boolean;
  ended: boolean;
}

export interface Audit {
  /** Every promise that was broken, in a sentence. */
  readonly breaches: string[];
  /** Callbacks of which no worker wrote down that its function had ended. */
  readonly neverEnded: string[];
  /** Callbacks whose function ended more than once, for the one reason that is allowed. */
  readonly endedTwice: number;
  readonly runs: number;
  /** Runs whose worker died in them. */
  readonly cutOff: number;
  readonly takenOver: number;
}

/** Reads from what the workers wrote whether the promises were kept. */
export function audit(entries: readonly Entry[], killed: ReadonlySet<number>, leaseMs: number): Audit {
  const breaches: string[] = [];
  const neverEnded: string[] = [];
  const totals = { endedTwice: 0, runs: 0, cutOff: 0, takenOver: 0 };
  for (const [id, holds] of holdsById(entries)) {
    for (const [index, hold] of holds.entries()) {
      if (hold.started) totals.runs++;
      if (hold.started && !hold.ended && killed.has(hold.worker)) totals.cutOff++;
      const next = holds[index + 1];
      if (!next) continue;
      if (hold.completedAt !== undefined) {
        breaches.push(`${id} was claimed by ${next.worker} after ${hold.worker} had completed it`);
      } else if (hold.releasingAt === undefined) {
        totals.takenOver++;
        const heldUntil = hold.renewedAt + leaseMs;
        if (next.claimedAt < heldUntil - CLOCK_GRAIN_MS) {
          breaches.push(
            `${id} was in the hands of ${next.worker} ${heldUntil - next.claimedAt} ms before the lease of ${hold.worker} ran out`,
          );
        }
      } else if (next.claimedAt < hold.releasingAt) {
        breaches.push(`${id} was claimed by ${next.worker} before ${hold.worker} released it`);
      }
    }
    const ends = holds.filter(({ ended }) => ended);
    if (ends.length === 0) neverEnded.push(id);
    for (const hold of ends.slice(0, -1)) {
      if (killed.has(hold.worker) && hold.completedAt === undefined) totals.endedTwice++;
      else
        breaches.push(
          `${id} was handled again although ${hold.worker} was not killed before it was completed`,
        );
    }
  }
  return { breaches, neverEnded, ...totals };
}

/** Redis and Postgres count in milliseconds. */
const CLOCK_GRAIN_MS = 2;

function holdsById(entries: readonly Entry[]): Map<string, Hold[]> {
  const asked = new Map<string, number>();
  const holds = new Map<string, Hold>();
  const byId = new Map<string, Hold[]>();
  for (const { at, kind, id, token, worker } of [...entries].sort((a, b) => a.at - b.at)) {
    const hold = holds.get(token);
    if (kind === 'claiming') asked.set(token, at);
    else if (kind === 'claimed') {
      const renewedAt = asked.get(token) ?? at;
      if (hold) hold.renewedAt = renewedAt;
      else {
        const fresh = { worker, claimedAt: at, renewedAt, started: false, ended: false };
        holds.set(token, fresh);
        byId.set(id, [...(byId.get(id) ?? []), fresh]);
      }
    } else if (hold) {
      if (kind === 'started') hold.started = true;
      if (kind === 'ended') hold.ended = true;
      if (kind === 'completed') hold.completedAt = at;
      if (kind === 'releasing') hold.releasingAt = at;
    }
  }
  return byId;
}
