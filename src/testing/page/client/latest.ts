/** Does one thing at a time, and once more when it was asked for meanwhile: however often something changes, no pile grows. */
export function latest(work: () => Promise<void>): () => void {
  let isBusy = false;
  let isAsked = false;
  const run = async (): Promise<void> => {
    isAsked = true;
    if (isBusy) return;
    isBusy = true;
    while (isAsked) {
      isAsked = false;
      await work().catch(() => {}); // the connection is gone: the line at the top says so
    }
    isBusy = false;
  };
  return () => void run();
}
