export type LogLevel = 'off' | 'error' | 'warn' | 'info' | 'debug';
export type Logger = Pick<Console, 'debug' | 'info' | 'warn' | 'error'>;

export const LOG_LEVELS: readonly LogLevel[] = ['off', 'error', 'warn', 'info', 'debug'];

/** A logger of the given level. One that throws is ignored: no call may fail because of its log line. */
export function createLog(logger: Logger, level: LogLevel): Logger {
  const at = (name: Exclude<LogLevel, 'off'>) =>
    LOG_LEVELS.indexOf(name) > LOG_LEVELS.indexOf(level)
      ? () => {}
      : (...line: unknown[]): void => {
          try {
            logger[name](...line);
          } catch {
            // see above
          }
        };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}
