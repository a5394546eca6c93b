import { ValidationError } from '../errors/classes.js';
import type { ResolvedOptions } from '../options.js';
import type { Call } from './call.js';

export type FetchOnce = (url: string, call: Call, redirect?: RequestRedirect) => Promise<Response>;

/** One request as the wire wants it. What the SDK sets comes last: no option of the user's replaces it. */
export function createFetchOnce(options: Pick<ResolvedOptions, 'fetch' | 'fetchOptions'>): FetchOnce {
  let noStore: RequestInit | undefined;
  return (url, call, redirect = 'manual') => {
    const fetch = options.fetch ?? globalThis.fetch; // looked up now: MSW, instrumentation and polyfills come later
    if (typeof fetch !== 'function') throw noFetchError();
    noStore ??= noStoreInit();
    return fetch(url, {
      ...options.fetchOptions,
      ...call.fetchOptions,
      ...(call.method === 'GET' ? noStore : undefined),
      method: call.method,
      headers: { ...call.headers }, // a wrapper may add to them, for this request alone
      body: call.body ?? null, // `fetchOptions` may bring one, and a GET has none
      ...(call.signal ? { signal: call.signal } : undefined),
      redirect,
    });
  };
}

/** Older Workers throw on a `cache` in `fetch`'s options, so it is tried out, on a request that is not sent. */
function noStoreInit(): RequestInit {
  const init: RequestInit = { cache: 'no-store' };
  try {
    return new Request('http://localhost', init).cache === 'no-store' ? init : {};
  } catch {
    return {};
  }
}

function noFetchError(): ValidationError {
  const message = 'this runtime has no global fetch: use Node 18 or newer, or pass the option fetch';
  return new ValidationError(`Nothing was sent: ${message}.`, {
    issues: [{ path: 'fetch', message }],
    outcomeKnown: true,
  });
}
