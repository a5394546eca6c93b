import { type BaseUrl, parseUrl } from '../base-url.js';
import { InvalidResponseError } from '../errors/classes.js';
import { type Call, nameOf } from './call.js';
import type { FetchOnce } from './fetch-once.js';

const MAX_REDIRECTS = 5;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/**
 * Follows a GET within its origin, and nothing else: the API key goes nowhere else, and a POST is sent once.
 * @throws InvalidResponseError for any other redirect.
 */
export async function followRedirects(call: Call, base: BaseUrl, fetchOnce: FetchOnce): Promise<Response> {
  let url = base.href + call.path;
  for (let hops = 0; ; hops++) {
    const response = await fetchOnce(url, call);
    const isOpaque = response.type === 'opaqueredirect'; // browsers do not show where it leads
    if (!isOpaque && !REDIRECTS.includes(response.status)) return response;
    await response.body?.cancel(); // else it keeps its socket
    const location = response.headers.get('location');
    const target = location ? parseUrl(location, url) : undefined; // nothing would lead to itself
    if (call.method !== 'GET' || hops === MAX_REDIRECTS || target?.origin !== base.origin) {
      throw redirectError(call, response, target);
    }
    url = target.href;
  }
}

function redirectError(
  call: Call,
  { status, headers }: Response,
  target: URL | undefined,
): InvalidResponseError {
  return new InvalidResponseError(
    `${nameOf(call)} was redirected${target ? ` to ${target.origin}` : ''} (${status}), which is not followed: the API key goes to baseUrl alone, and a POST is sent once. Set baseUrl to the address that RunAPI itself names.`,
    { status, requestId: headers.get('x-request-id') ?? undefined, outcomeKnown: false },
  );
}
