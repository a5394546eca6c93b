import { MAX_FILE_BYTES } from './files/max-file-bytes.js';
import { randomHex } from './random.js';
import { readBytes } from './read-bytes.js';

/** The largest body that is read and written down, in bytes: 1 MiB. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** A file may be larger, and its base64 is, by a third. It is read, and not written down. */
export const maxBodyBytesAt = (path: string): number =>
  isUpload(path) ? MAX_FILE_BYTES : /\/api\/v1\/files$/.test(path) ? MAX_FILE_BYTES * 1.4 : MAX_BODY_BYTES;

/** Where the bytes of a file are sent to, and no text. */
const isUpload = (path: string): boolean => /\/uploads\/[^/]+$/.test(path);

/** One request, taken in whole. */
export interface Exchange {
  /** `X-Request-Id` of the answer. */
  readonly id: string;
  readonly request: { readonly method: string; readonly headers: ReadHeaders };
  /** What stands before the paths, as the caller reaches the face. The pictures' URLs begin with it. */
  readonly base: string;
  /** The face's own URL: the same, unless the face has several names. */
  readonly face: string;
  /** Without the part of the path that belongs to the base. */
  readonly url: URL;
  readonly body: Body;
}

/** Of `Headers` what the service needs: a face that has them in another shape need not copy them. */
export interface ReadHeaders extends Iterable<[string, string]> {
  get(name: string): string | null;
}

export type Body =
  | { readonly kind: 'none' | 'too large' | 'not UTF-8' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

export const newRequestId = (): string => `req_${randomHex(12)}`;

export async function takeIn(request: Request, base: string): Promise<Exchange> {
  const { method, headers } = request; // and not the request itself: what is written down must stay small
  const url = new URL(request.url.slice(base.length), new URL(base).origin);
  const bytes = request.body ? await readBytes(request.body, maxBodyBytesAt(url.pathname)) : NOTHING;
  return {
    id: newRequestId(),
    request: { method, headers },
    base,
    face: base,
    url,
    body: bodyOf(bytes ?? 'too large', url.pathname),
  };
}

export function bodyOf(bytes: Uint8Array | 'too large', path: string): Body {
  if (bytes === 'too large' || bytes.byteLength > maxBodyBytesAt(path)) return { kind: 'too large' };
  if (bytes.byteLength === 0) return { kind: 'none' };
  if (isUpload(path)) return { kind: 'bytes', bytes };
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'not UTF-8' };
  }
}

const NOTHING = new Uint8Array(0);
