/** The longest that `setTimeout` takes; anything above fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const nothingToStop = (): void => {};

/** `setTimeout` for any length, `Infinity` included. Returns what cancels it. */
export function startTimer(ms: number, onTime: () => void): () => void {
  if (ms === Number.POSITIVE_INFINITY) return nothingToStop;
  if (ms > MAX_TIMER_MS) return startLongTimer(ms, onTime);
  const timer = setTimeout(onTime, Math.ceil(ms)); // a fraction would be cut off: never early
  return () => clearTimeout(timer);
}

function startLongTimer(ms: number, onTime: () => void): () => void {
  let stop = startTimer(MAX_TIMER_MS, () => {
    stop = startTimer(ms - MAX_TIMER_MS, onTime);
  });
  return () => stop();
}
