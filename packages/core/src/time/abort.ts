import { AbortError } from '../errors/classes.js';

/** The error for a call whose caller gave up. Its `cause` is the signal's reason, whatever that is. */
export const abortError = (signal: AbortSignal, what = 'The call'): AbortError =>
  new AbortError(`${what} was aborted by its signal.`, { cause: signal.reason });

/** @throws AbortError when the signal has fired already: nothing is begun then. */
export function throwIfAborted(signal: AbortSignal | undefined, what?: string): void {
  if (signal?.aborted) throw abortError(signal, what);
}

const nothingToTakeOff = (): void => {};

/** Who waits for a signal, and the one listener that tells them. */
interface Watch {
  readonly waiting: Set<() => void>;
  readonly tell: () => void;
}
const watches = new WeakMap<AbortSignal, Watch>();

function watchOf(signal: AbortSignal): Watch {
  const known = watches.get(signal);
  if (known) return known;
  const waiting = new Set<() => void>();
  const tell = () => {
    for (const listener of [...waiting]) listener();
  };
  const watch = { waiting, tell };
  watches.set(signal, watch);
  return watch;
}

/**
 * Calls `listener` with the error to throw when the signal fires; returns what takes the listener off again. However
 * many calls share a signal, it gets one listener of ours: above ten, Node warns of a leak.
 */
export function onAbort(signal: AbortSignal | undefined, listener: (error: AbortError) => void): () => void {
  if (!signal) return nothingToTakeOff;
  const { waiting, tell } = watchOf(signal);
  const own = () => listener(abortError(signal));
  if (waiting.size === 0) signal.addEventListener('abort', tell);
  waiting.add(own);
  return () => {
    waiting.delete(own);
    if (waiting.size === 0) signal.removeEventListener('abort', tell);
  };
}
