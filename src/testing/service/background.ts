/** Who the work is for. */
export interface Owner {
  /** The URL of the face through which that came. */
  readonly face: string;
}

/** Work that goes on behind an answer, which can be stopped. */
export interface Background {
  /** Rejects with the signal's reason when it is stopped. */
  run<T>(owner: Owner, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Work that nobody waits for. */
  start(owner: Owner, work: (signal: AbortSignal) => Promise<void>): void;
  /** Stops the work of some owners, or all of it. */
  stop(isMeant?: (owner: Owner) => boolean): void;
}

export function createBackground(): Background {
  const running = new Map<AbortController, Owner>();

  const run = async <T>(owner: Owner, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const controller = new AbortController();
    running.set(controller, owner);
    try {
      return await work(controller.signal);
    } catch (error) {
      if (controller.signal.aborted) throw STOPPED;
      throw error;
    } finally {
      running.delete(controller);
    }
  };

  return {
    run,
    start: (owner, work) => {
      run(owner, work).catch((error: unknown) => {
        if (error !== STOPPED) throw error; // a bug: it has to be seen
      });
    },
    stop: (isMeant = () => true) => {
      for (const [controller, owner] of running) if (isMeant(owner)) controller.abort();
    },
  };
}

export const isStopped = (error: unknown): boolean => error === STOPPED;

const STOPPED = new Error('The sandbox was reset, or the server closed, before this was done.');
