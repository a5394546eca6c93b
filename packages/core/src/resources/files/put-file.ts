import { isLoopbackHost, parseUrl } from '../../base-url.js';
import { RunApiError } from '../../errors/run-api-error.js';
import { nameOf, type Send } from '../../http/call.js';
import { errorFromResponse } from '../../http/error-from-response.js';
import type { FetchOnce } from '../../http/fetch-once.js';
import { followRedirects, type RedirectRule } from '../../http/follow-redirects.js';
import { networkError } from '../../http/network-error.js';
import { parseBody, readText } from '../../http/read-body.js';
import { isUnreadable, unreadable } from './read-file.js';

/** Where bytes may be sent to: over TLS, or on this machine. */
export function parseUploadUrl(text: string): URL | undefined {
  const url = parseUrl(text);
  return url && isSafe(url) ? url : undefined;
}

const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));

const RULE: RedirectRule = {
  follows: (target, from) => isSafe(target) && !(target.protocol === 'http:' && from.startsWith('https:')),
  why: 'a file is sent over https: only.',
  unseen: true,
};

/** One PUT of the whole file to RunAPI's storage, which is no part of the API. Any 2xx will do. */
export const createPut =
  (url: URL, fetchOnce: FetchOnce): Send =>
  async (call) => {
    try {
      const response = await followRedirects(call, url.href, RULE, fetchOnce);
      const { status, headers, ok } = response;
      const { body } = parseBody(await readText(response, call.signal));
      if (ok) return { call: nameOf(call), status, body, text: () => '' };
      const advice = 'That is what the storage says, not the API: call files.create again.';
      throw errorFromResponse(nameOf(call), { status, headers, body }, advice);
    } catch (error) {
      if (error instanceof RunApiError) throw error;
      throw isUnreadable(error) ? unreadable(error) : networkError(nameOf(call), error, (data) => data);
    }
  };
