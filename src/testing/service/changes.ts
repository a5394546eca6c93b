import { mustBeIn } from '../must-be.js';
import type { SandboxChange } from '../types.js';

export type ChangeListener = (change: SandboxChange) => void;

/** Tells whoever wants to know what has changed. While nobody listens it costs nothing. */
export interface Changes {
  /** @param change made only when somebody listens */
  tell(change: () => SandboxChange): void;
  isWatched(): boolean;
  /** Returns what takes the listener off again. */
  subscribe(listener: ChangeListener): () => void;
}

/** @param onWatched called with `true` when the first listener comes, and with `false` when the last has gone */
export function createChanges(onWatched: (isWatched: boolean) => void): Changes {
  const listeners = new Set<ChangeListener>();
  return {
    tell: (change) => {
      if (listeners.size === 0) return;
      const told = change();
      for (const listener of [...listeners]) tellOne(listener, told);
    },
    isWatched: () => listeners.size > 0,
    subscribe: (listener) => {
      mustBe('the listener', typeof listener === 'function', 'a function', listener);
      const own: ChangeListener = (change) => listener(change);
      listeners.add(own);
      if (listeners.size === 1) onWatched(true);
      return () => {
        if (listeners.delete(own) && listeners.size === 0) onWatched(false);
      };
    },
  };
}

const mustBe = mustBeIn('sandbox.subscribe');

/** What a listener throws is its own fault: it is thrown where nobody's request is in hand. */
function tellOne(listener: ChangeListener, change: SandboxChange): void {
  try {
    listener(change);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
