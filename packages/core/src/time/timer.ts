/** The longest that `setTimeout` takes; anything above fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** `setTimeout` for any length, `Infinity` included. Returns what cancels it. */
export function startTimer(ms: number, onTime: () => void): () => void {
  if (ms === Number.POSITIVE_INFINITY) return () => {};
  let timer: ReturnType<typeof setTimeout>;
  const wait = (remaining: number): void => {
    timer = setTimeout(
      () => (remaining > MAX_TIMER_MS ? wait(remaining - MAX_TIMER_MS) : onTime()),
      Math.min(Math.ceil(remaining), MAX_TIMER_MS), // a fraction would be cut off: never early
    );
  };
  wait(ms);
  return () => clearTimeout(timer);
}
