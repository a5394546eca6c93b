import { systemClock } from '../service/time/clock.js';
import type { Desk } from './desk.js';
import { createGathering } from './gathering.js';

/** How long changes are gathered before they are sent: fast for the eye, and bearable under a load test. */
const GATHER_MS = 150;
/** Then comes a line that says nothing, so that a dead connection is noticed. */
const KEEP_ALIVE_MS = 15_000;
/** When a browser that lost the connection tries again: whoever restarts the sandbox does not want to wait. */
const RETRY = 'retry: 1000\n\n';

/**
 * Server-sent events: `snapshot`, all that a page shows, first and after each reset; then `changes`. It is pulled, so a
 * browser that does not read makes nothing wait and nothing grow.
 */
export function createEvents(desk: Desk): Response {
  const encoder = new TextEncoder();
  const gathering = createGathering(desk);
  const closed = new AbortController();
  let idle = new AbortController();
  const unsubscribe = desk.subscribe((change) => {
    gathering.note(change);
    idle.abort();
  });

  const start = (controller: ReadableStreamDefaultController<Uint8Array>): void =>
    controller.enqueue(encoder.encode(RETRY));
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    if (gathering.isEmpty()) {
      idle = new AbortController();
      await pause(KEEP_ALIVE_MS, idle.signal);
    }
    if (closed.signal.aborted) return;
    controller.enqueue(encoder.encode(gathering.take() ?? ': still here\n\n'));
    await pause(GATHER_MS, closed.signal);
  };
  const cancel = (): void => {
    unsubscribe();
    closed.abort();
    idle.abort();
  };
  return new Response(new ReadableStream({ start, pull, cancel }, { highWaterMark: 0 }), {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' },
  });
}

/** Real time, whatever the sandbox's clock is: it is a person who looks. An abort only ends it. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  systemClock.sleep(ms, signal).catch(() => {});
