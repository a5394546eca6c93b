/** Work that nobody waits for, which can be stopped. */
export interface Background {
  /** @param origin the face through which the work came */
  run(origin: string, work: (signal: AbortSignal) => Promise<void>): void;
  /** Stops the work of one face, or all of it. */
  stop(origin?: string): void;
}

export function createBackground(): Background {
  const running = new Map<AbortController, string>();
  return {
    run: (origin, work) => {
      const controller = new AbortController();
      running.set(controller, origin);
      work(controller.signal)
        .catch((error: unknown) => {
          if (!controller.signal.aborted) throw error; // a bug: it has to be seen
        })
        .finally(() => running.delete(controller));
    },
    stop: (origin) => {
      for (const [controller, itsOrigin] of running) {
        if (origin === undefined || origin === itsOrigin) controller.abort();
      }
    },
  };
}
