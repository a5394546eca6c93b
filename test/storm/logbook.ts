/** What a caller asked for, and what came of it. */
export interface Entry {
  readonly run: number;
  readonly call: 'run' | 'create' | 'wait' | 'get';
  /** The task that it was about, when the caller knew it beforehand. */
  readonly about?: string | undefined;
  readonly maxWaitMs?: number | undefined;
  readonly giveUp: GiveUp;
  readonly startedAt: number;
  end?: Ending;
}

/** When the caller's signal fired, if it did. */
export interface GiveUp {
  at?: number;
}

export type Ending = { readonly at: number } & ({ readonly value: unknown } | { readonly error: unknown });

/** Everything that callers can tell afterwards. */
export interface Logbook {
  readonly entries: readonly Entry[];
  /** When anything was last written, on the clock of `performance.now()`. */
  readonly lastAt: number;
  /** Begins a call, passes on what it gives, and writes it down. */
  write<T>(entry: Omit<Entry, 'startedAt' | 'end'>, begin: () => Promise<T>): Promise<T>;
}

export function createLogbook(): Logbook {
  const entries: Entry[] = [];
  let lastAt = performance.now();
  return {
    entries,
    get lastAt() {
      return lastAt;
    },
    async write(what, begin) {
      const entry: Entry = { ...what, startedAt: performance.now() };
      entries.push(entry);
      const close = (how: { value: unknown } | { error: unknown }) => {
        lastAt = performance.now();
        entry.end = { at: lastAt, ...how };
      };
      try {
        const value = await begin();
        close({ value });
        return value;
      } catch (error) {
        close({ error });
        throw error;
      }
    },
  };
}
