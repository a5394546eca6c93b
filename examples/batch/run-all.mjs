import { whatNow } from './what-now.mjs';

/**
 * Runs the pictures, so many at a time, and goes on as long as that makes sense.
 * @returns the error that ended it early, or `undefined`
 */
export async function runAll(pictures, { concurrency, runOne, progress, pauses, stopping }) {
  const { signal } = stopping;
  const queue = [...pictures];
  let stopped;
  let mayCreate = true;

  /** When nothing more can be paid, what was paid for is still fetched. */
  const take = () => {
    const index = mayCreate ? 0 : queue.findIndex(({ taskId }) => taskId);
    return index === -1 ? undefined : queue.splice(index, 1)[0];
  };

  const decide = (picture, error) => {
    const decision = whatNow(error);
    if (decision === 'final') pauses.gotDone();
    if (decision === 'final' || decision === 'next')
      return progress.failed(picture, picture.failed ?? error.message);
    if (decision === 'create no more') {
      mayCreate = false;
      stopped ??= error;
      return;
    }
    if (decision === 'stop') return stop(error);
    const until = decision === 'pause' ? pauses.after(error) : Date.now();
    if (pauses.isHopeless(until)) return stop(error);
    queue.push(picture);
    if (decision === 'later')
      progress.say(`${picture.prompt}: ${error.message} Waiting again when the rest is done.`);
    else if (until) progress.say(`${error.message} All pause until ${new Date(until).toLocaleTimeString()}.`);
  };

  const stop = (error) => {
    if (!signal.aborted) stopped = error;
    stopping.abort(); // the journal knows how far each one is
  };

  const worker = async () => {
    for (;;) {
      await pauses.over(signal).catch(() => {});
      const picture = signal.aborted ? undefined : take();
      if (!picture) return;
      try {
        await runOne(picture);
        pauses.gotDone();
        progress.done();
      } catch (error) {
        if (!signal.aborted) decide(picture, error);
      }
    }
  };

  await Promise.all(Array.from({ length: Math.min(concurrency, queue.length) }, worker));
  return stopped ?? (signal.aborted ? signal.reason : undefined);
}
