import { numberIssues, type OptionNames, typeIssues } from '../check-options.js';
import { createFetchOnce } from '../http/fetch-once.js';
import { checkRequestOptions } from '../http/request.js';
import { createRetryPolicy } from '../http/retry-policy.js';
import { retrying } from '../http/retrying.js';
import { timed } from '../http/timed.js';
import { createLog } from '../log.js';
import { DEFAULTS, levelFromEnv } from '../options.js';
import type { Fetch, Signal, Url } from '../platform.js';
import { noDeadline } from '../time/deadline.js';
import { createDownloadAttempt, type IncomingPicture } from './attempt.js';

/** Options of `downloadImage`, and of `saveImage`. */
export interface DownloadOptions {
  /** Ends the download at once, with AbortError. */
  signal?: Signal | undefined;
  /** Limit of one attempt, headers and the whole picture, in milliseconds. @default 60_000 */
  timeoutMs?: number | undefined;
  /** How often the download is begun anew after a passing fault. @default 2 */
  maxRetries?: number | undefined;
  /** The largest picture that is taken, in bytes. @default 67_108_864, 64 MiB */
  maxBytes?: number | undefined;
  /** Used in place of the global `fetch`, which is looked up at each call. */
  fetch?: Fetch | undefined;
}

export const DOWNLOAD_OPTIONS = {
  signal: true,
  timeoutMs: true,
  maxRetries: true,
  maxBytes: true,
  fetch: true,
} as const satisfies Record<keyof DownloadOptions, true>;

const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Gets a picture from wherever it is. No API key goes along, nor any other header of ours; it is retried as
 * every GET is. `receive` gets the picture anew in each attempt.
 * @param url an absolute http(s) one
 * @param names the options that the caller takes, when they are more than these
 */
export async function download<Kept>(
  url: Url,
  options: DownloadOptions,
  receive: (picture: IncomingPicture) => Promise<Kept>,
  names: OptionNames = DOWNLOAD_OPTIONS,
): Promise<Kept> {
  checkRequestOptions(options, names, ({ maxBytes, fetch }) => [
    ...numberIssues('maxBytes', maxBytes, { min: 1, integer: true, unlimited: true }),
    ...typeIssues('fetch', fetch, 'function'),
  ]);
  const { signal, timeoutMs, maxRetries, maxBytes = MAX_BYTES, fetch } = options;
  const fetchOnce = createFetchOnce({ fetch, fetchOptions: {} });
  const attempt = createDownloadAttempt({ url: url.href, fetchOnce, maxBytes, receive });
  const policy = retrying(createRetryPolicy(DEFAULTS), createLog(console, levelFromEnv()));
  return policy(timed(attempt))({
    method: 'GET',
    path: url.origin + url.pathname, // as it is named in messages: what follows may be a signature
    headers: {},
    timeoutMs: timeoutMs ?? DEFAULTS.timeoutMs,
    maxRetries: maxRetries ?? DEFAULTS.maxRetries,
    deadline: noDeadline,
    signal,
    attempt: 1,
  });
}
