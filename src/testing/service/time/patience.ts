// Real time, also when fake timers are put in later.
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis;

/** So many milliseconds of real time, after which somebody who waits gives up. */
export interface Patience {
  /** Resolves when it is over. */
  readonly over: Promise<void>;
  isOver(): boolean;
  stop(): void;
}

export function startPatience(ms: number): Patience {
  let isOver = false;
  let end = (): void => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const timer = startTimer(() => {
    isOver = true;
    end();
  }, ms);
  return { over, isOver: () => isOver, stop: () => stopTimer(timer) };
}
