import { parseArgs } from 'node:util';
import { parseDuration } from '../parse-duration.js';

/** What the command line asks for. */
export interface Asked {
  readonly help: boolean;
  /** 0: any free one. */
  readonly port: number;
  readonly latencyMs: number | undefined;
  readonly failRate: number | undefined;
  readonly seed: number | undefined;
  readonly callbackSecret: string | undefined;
  readonly apiKey: string | undefined;
}

export const DEFAULT_PORT = 4010;

/** Something on the command line that can't be: the message says what, and what to write instead. */
export class UsageError extends Error {}

/** @throws {UsageError} */
export function readArgs(args: readonly string[]): Asked {
  const { help = false, port, latency, 'fail-rate': failRate, seed, secret, key } = parse(args);
  return {
    help,
    port:
      port === undefined
        ? DEFAULT_PORT
        : read('--port', port, wholeNumber(65_535), 'a whole number from 0 to 65535'),
    latencyMs: optional('--latency', latency, parseDuration, 'milliseconds, or a time such as 1.5s or 2m'),
    failRate: optional('--fail-rate', failRate, share, 'a share from 0 to 1, such as 0.1'),
    seed: optional('--seed', seed, wholeNumber(2 ** 32 - 1), 'a whole number from 0 to 4294967295'),
    callbackSecret: secret,
    apiKey: key,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        port: text,
        latency: text,
        'fail-rate': text,
        seed: text,
        secret: text,
        key: text,
      },
    }).values;
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

type Read = (text: string) => number | undefined;

function read(name: string, text: string, as: Read, what: string): number {
  const value = as(text);
  if (value === undefined) throw new UsageError(`${name} must be ${what}; it is "${text}".`);
  return value;
}

const optional = (name: string, text: string | undefined, as: Read, what: string): number | undefined =>
  text === undefined ? undefined : read(name, text, as, what);

const wholeNumber =
  (max: number): Read =>
  (text) =>
    /^\d{1,10}$/.test(text) && Number(text) <= max ? Number(text) : undefined;

const share: Read = (text) =>
  /^(\d(\.\d+)?|\.\d+)$/.test(text) && Number(text) <= 1 ? Number(text) : undefined;
