import { parseUrl } from '../base-url.js';
import { describe } from '../check-options.js';
import { InvalidResponseError } from '../errors/classes.js';
import { type Call, nameOf, type RedirectRule } from './call.js';
import type { FetchOnce } from './fetch-once.js';

const MAX_REDIRECTS = 5;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/**
 * Follows redirects by hand, as far as the rule goes.
 * @throws InvalidResponseError for any other redirect.
 */
export async function followRedirects(
  call: Call,
  start: string,
  rule: RedirectRule,
  fetchOnce: FetchOnce,
): Promise<Response> {
  let url = start;
  for (let hops = 0; ; hops++) {
    const response = await fetchOnce(url, call);
    if (typeof response?.headers?.get !== 'function')
      throw new TypeError(`fetch gave ${describe(response)}, and not a Response`);
    if (response.type === 'error') throw new TypeError('fetch gave Response.error()'); // how a service worker says "network error"
    const isOpaque = response.type === 'opaqueredirect';
    if (isOpaque && rule.unseen) return fetchOnce(url, call, 'follow');
    if (!isOpaque && !REDIRECTS.includes(response.status)) return response;
    await response.body?.cancel?.(); // else it keeps its socket; node-fetch's can't
    const location = response.headers.get('location');
    const target = location ? parseUrl(location, url) : undefined; // nothing would lead to itself
    const isLast = hops === MAX_REDIRECTS;
    // `fetch` throws at a URL with a user's name in it, and shows that.
    if (!target || isLast || target.username || target.password || !rule.follows(target, url)) {
      throw redirectError(call, response, target, isLast ? 'it came after too many others.' : rule.why);
    }
    url = target.href;
  }
}

function redirectError(
  call: Call,
  { status, headers }: Response,
  target: URL | undefined,
  why: string,
): InvalidResponseError {
  const to = target && (target.origin === 'null' ? target.protocol : target.origin + target.pathname);
  return new InvalidResponseError(
    `${nameOf(call)} was redirected${to ? ` to ${to}` : ''} (${status}), which is not followed: ${why}`,
    { status, requestId: headers.get('x-request-id') ?? undefined, outcomeKnown: false },
  );
}
