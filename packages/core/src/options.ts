import { type BaseUrl, parseBaseUrl } from './base-url.js';
import {
  describe,
  noOptions,
  numberIssues,
  throwIssues,
  typeIssues,
  unknownIssues,
  unless,
} from './check-options.js';
import { isBrowser, readEnv, runtimeName } from './env.js';
import { AuthenticationError, type ValidationIssue } from './errors/classes.js';
import { headerIssues, mergeHeaders } from './headers.js';
import { createLog, LOG_LEVELS, type Logger, type LogLevel } from './log.js';
import type { Fetch, FetchInit } from './platform.js';

/** `RequestInit` without what the SDK sets itself, and with what Node's `fetch` takes and lib.dom does not know. */
export type FetchOptions = Omit<FetchInit, 'method' | 'headers' | 'body' | 'signal'> & {
  dispatcher?: unknown;
};

/** Options of a client. What is absent has its default. */
export interface ClientOptions {
  /** The API key, from https://runapi.ai/api_keys. @default the environment variable RUNAPI_API_KEY */
  apiKey?: string | undefined;
  /**
   * Where the service is; a path prefix and a slash at the end are fine. `http:` is for loopback hosts only.
   * @default the environment variable RUNAPI_BASE_URL, else https://runapi.ai
   */
  baseUrl?: string | undefined;
  /** Limit of one HTTP attempt, headers and body, in milliseconds. @default 60_000 */
  timeoutMs?: number | undefined;
  /** How often a request is repeated after a passing fault. @default 2 */
  maxRetries?: number | undefined;
  /** Pause before the first retry, in milliseconds; it doubles each time, with jitter. @default 500 */
  retryBaseDelayMs?: number | undefined;
  /** Longest pause before a retry, in milliseconds. @default 5_000 */
  retryMaxDelayMs?: number | undefined;
  /** Requests of this client in flight at once, fewer for a while after a rate limit; the rest queue, in order. @default 64 */
  maxConcurrentRequests?: number | undefined;
  /**
   * Sent with every request; a `User-Agent` replaces the SDK's. Refused are those with an option of their own (`Authorization`,
   * `Idempotency-Key`, `X-Client-Request-Id`), `Accept`, `Content-Type`, and what belongs to the connection.
   */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Used in place of the global `fetch`, which is looked up at each call. */
  fetch?: Fetch | undefined;
  /** More of `fetch`'s options (`dispatcher`, `credentials` …). They never replace what the SDK sets. */
  fetchOptions?: FetchOptions | undefined;
  /** Where log lines go. @default console */
  logger?: Logger | undefined;
  /** What is logged. @default the environment variable RUNAPI_LOG, else 'warn' */
  logLevel?: LogLevel | undefined;
  /**
   * Lets a client be made in a browser, where everybody who opens the page can read the API key and spend its
   * credits. For keys that may be public, and for pages that only you open. @default false
   */
  dangerouslyAllowBrowser?: boolean | undefined;
}

const CLIENT_OPTIONS = {
  apiKey: true,
  baseUrl: true,
  timeoutMs: true,
  maxRetries: true,
  retryBaseDelayMs: true,
  retryMaxDelayMs: true,
  maxConcurrentRequests: true,
  headers: true,
  fetch: true,
  fetchOptions: true,
  logger: true,
  logLevel: true,
  dangerouslyAllowBrowser: true,
} as const satisfies Record<keyof ClientOptions, true>;

/** The package that calls, for the `User-Agent`. */
export interface PackageIdentity {
  readonly name: string;
  readonly version: string;
}

/** All options, decided. Never shown to anybody: it holds the key. */
export interface ResolvedOptions {
  readonly apiKey: string;
  readonly baseUrl: BaseUrl;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly retryBaseDelayMs: number;
  readonly retryMaxDelayMs: number;
  readonly maxConcurrentRequests: number;
  /** Those of the SDK and those of the user. */
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: Fetch | undefined;
  readonly fetchOptions: FetchOptions;
  readonly log: Logger;
}

export const DEFAULTS = {
  baseUrl: 'https://runapi.ai',
  timeoutMs: 60_000,
  maxRetries: 2,
  retryBaseDelayMs: 500,
  retryMaxDelayMs: 5_000,
  maxConcurrentRequests: 64,
  logLevel: 'warn',
} as const;

/**
 * Decides every option, once.
 * @throws AuthenticationError without a usable key; ValidationError naming every other option that can't be used
 *   (`baseUrl` by itself, once the others are right), and in a browser.
 */
export function resolveOptions(options: ClientOptions, identity: PackageIdentity): ResolvedOptions {
  throwIssues(noOptions(options));
  // Before the key: `api_key` is one, and not none, and no advice should bring one into a page.
  throwIssues([
    ...browserIssues(options),
    ...unknownIssues(options, CLIENT_OPTIONS),
    ...optionIssues(options),
  ]);
  const apiKey = resolveApiKey(options.apiKey);
  const decided = {
    ...DEFAULTS,
    baseUrl: readEnv('RUNAPI_BASE_URL') ?? DEFAULTS.baseUrl,
    logLevel: levelFromEnv(),
    ...withoutUndefined(options),
  };
  return {
    ...decided,
    apiKey,
    baseUrl: parseBaseUrl(
      decided.baseUrl,
      options.baseUrl === undefined ? 'RUNAPI_BASE_URL' : 'The option baseUrl',
    ),
    headers: mergeHeaders(
      { 'User-Agent': `${identity.name}/${identity.version} ${runtimeName()}` },
      options.headers,
      { Accept: 'application/json', Authorization: `Bearer ${apiKey}` },
    ),
    fetch: options.fetch,
    fetchOptions: options.fetchOptions ?? {},
    log: createLog(options.logger ?? console, decided.logLevel),
  };
}

const browserIssues = ({ dangerouslyAllowBrowser }: ClientOptions): ValidationIssue[] =>
  unless(
    dangerouslyAllowBrowser === true || !isBrowser(),
    'dangerouslyAllowBrowser',
    'this is a browser, where everybody can read the API key. Make the client on your server, and let the page call that; if the key may be public, pass true',
  );

function resolveApiKey(given: unknown): string {
  const key =
    given === undefined ? readEnv('RUNAPI_API_KEY') : typeof given === 'string' ? given.trim() : given;
  const how =
    'Get one at https://runapi.ai/api_keys, then set the environment variable RUNAPI_API_KEY or pass { apiKey }.';
  if (key === undefined || key === '')
    throw new AuthenticationError(
      `There is no API key. ${how} Node reads a .env file only when told to: node --env-file=.env app.mjs (20.6 and newer).`,
    );
  if (typeof key !== 'string')
    throw new AuthenticationError(`The API key must be a string, not ${describe(key)}. ${how}`);
  if (/^["'].*["']$|[^!-~]/.test(key)) {
    throw new AuthenticationError(
      `The API key stands in quotes, or holds a blank, a line break or another character that no key has. ${how}`,
    );
  }
  return key;
}

function optionIssues(options: ClientOptions): ValidationIssue[] {
  return [
    ...requestLimitIssues(options),
    ...numberIssues('retryBaseDelayMs', options.retryBaseDelayMs),
    ...numberIssues('retryMaxDelayMs', options.retryMaxDelayMs),
    ...numberIssues('maxConcurrentRequests', options.maxConcurrentRequests, { min: 1, integer: true }),
    ...headerIssues(options.headers),
    ...typeIssues('fetch', options.fetch, 'function'),
    ...typeIssues('fetchOptions', options.fetchOptions, 'object'),
    ...typeIssues('logger', options.logger, 'object'),
    ...unless(
      options.logLevel === undefined || LOG_LEVELS.includes(options.logLevel),
      'logLevel',
      `must be one of ${LOG_LEVELS.join(', ')}`,
    ),
  ];
}

/** The limits that a client and a single call both have. */
export const requestLimitIssues = (options: {
  timeoutMs?: unknown;
  maxRetries?: unknown;
}): ValidationIssue[] => [
  ...numberIssues('timeoutMs', options.timeoutMs, { min: 1 }),
  ...numberIssues('maxRetries', options.maxRetries, { integer: true }),
];

export const levelFromEnv = (): LogLevel => {
  const level = readEnv('RUNAPI_LOG')?.toLowerCase();
  return LOG_LEVELS.find((known) => known === level) ?? DEFAULTS.logLevel;
};

/** `{ timeoutMs: undefined }` means the default, as an absent one does. */
const withoutUndefined = <T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
