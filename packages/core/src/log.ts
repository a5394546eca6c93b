/** From silence to a line for each attempt; each level has those before it. */
export type LogLevel = 'off' | 'error' | 'warn' | 'info' | 'debug';

/** What log lines are written to, such as `console`. */
export interface Logger {
  debug(...line: unknown[]): void;
  info(...line: unknown[]): void;
  warn(...line: unknown[]): void;
  error(...line: unknown[]): void;
}

export const LOG_LEVELS: readonly LogLevel[] = ['off', 'error', 'warn', 'info', 'debug'];

const silent = (): void => {};

/** Whether a log that `createLog` made writes such lines at all: one that is not written need not be put together. */
export const isWritten = (write: Logger['debug']): boolean => write !== silent;

/** A logger of the given level. One that throws, or rejects, is ignored: no call may fail because of its log line. */
export function createLog(logger: Partial<Logger>, level: LogLevel): Logger {
  const at = (name: Exclude<LogLevel, 'off'>) =>
    LOG_LEVELS.indexOf(name) > LOG_LEVELS.indexOf(level)
      ? silent
      : (...line: unknown[]): void => void (async () => logger[name]?.(...line))().catch(() => {});
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

/** An error on a line of the log. Of an answer, no word: the service may quote the prompt. */
export function messageOf(error: unknown): string {
  const { name, status, code, requestId } = Object(error);
  if (status === undefined) return error instanceof Error ? `${name}: ${error.message}` : String(error);
  return [name, status, code, requestId].filter(Boolean).join(' ');
}
