import { isLoopbackHost, parseUrl } from '../../base-url.js';
import type { Elsewhere, RedirectTarget } from '../../http/call.js';
import { isUnreadable, unreadable } from './read-file.js';

/** Where bytes may be sent to: over TLS, or on this machine. `fetch` throws at a user's name in it, and shows the whole signed URL. */
export function parseUploadUrl(text: string): URL | undefined {
  const url = parseUrl(text);
  return url && isSafe(url) && !url.username && !url.password ? url : undefined;
}

const isSafe = ({ protocol, hostname }: RedirectTarget): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));

/** RunAPI's storage, which is no part of the API. */
export const STORAGE: Omit<Elsewhere, 'url'> = {
  rule: {
    follows: (target, from) => isSafe(target) && !(target.protocol === 'http:' && from.startsWith('https:')),
    why: 'a file is sent over https: only.',
    unseen: true,
  },
  advice: 'That is what the storage says, not the API: call files.create again.',
  toError: (thrown) => (isUnreadable(thrown) ? unreadable(thrown) : undefined),
};
