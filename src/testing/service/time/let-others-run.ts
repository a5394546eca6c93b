/**
 * Resolves after everything that can go on without waiting has gone on. A message is a turn of the event loop that
 * fake timers do not stand in for.
 */
export const letOthersRun = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
