import { RunApiError } from '../errors/run-api-error.js';
import { isWritten, type Logger } from '../log.js';
import { monotonicMs } from '../time/deadline.js';
import { type Call, nameOf, type Send } from './call.js';

/** One line for each attempt at `debug`: no header, no body, so no secret and no prompt. */
export const logged =
  (log: Logger) =>
  (next: Send): Send =>
    isWritten(log.debug) ? withLines(log, next) : next;

const withLines =
  (log: Logger, next: Send): Send =>
  async (call) => {
    const startedAt = monotonicMs();
    try {
      const reply = await next(call);
      log.debug(line(call, startedAt, String(reply.status), reply.requestId));
      return reply;
    } catch (error) {
      const facts = error instanceof RunApiError ? error : undefined;
      log.debug(line(call, startedAt, String(facts?.status ?? facts?.name ?? error), facts?.requestId));
      throw error;
    }
  };

const line = (call: Call, startedAt: number, outcome: string, requestId = ''): string =>
  `[runapi] ${nameOf(call)} ${outcome} ${Math.round(monotonicMs() - startedAt)} ms attempt ${call.attempt} ${requestId}`.trimEnd();
