import { randomHex } from './random.js';
import { readBytes } from './read-bytes.js';

/** The largest body that is read, in bytes: 1 MiB. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** One request, taken in whole. */
export interface Exchange {
  /** `X-Request-Id` of the answer. */
  readonly id: string;
  readonly request: { readonly method: string; readonly headers: ReadHeaders };
  /** Where the face is: what stands before the paths. The pictures' URLs begin with it. */
  readonly base: string;
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
  | { readonly kind: 'text'; readonly text: string };

export const newRequestId = (): string => `req_${randomHex(12)}`;

export async function takeIn(request: Request, base: string): Promise<Exchange> {
  const { method, headers } = request; // and not the request itself: what is written down must stay small
  const bytes = request.body ? await readBytes(request.body, MAX_BODY_BYTES) : NOTHING;
  return {
    id: newRequestId(),
    request: { method, headers },
    base,
    url: new URL(request.url.slice(base.length), new URL(base).origin),
    body: bodyOf(bytes ?? 'too large'),
  };
}

export function bodyOf(bytes: Uint8Array | 'too large'): Body {
  if (bytes === 'too large' || bytes.byteLength > MAX_BODY_BYTES) return { kind: 'too large' };
  if (bytes.byteLength === 0) return { kind: 'none' };
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'not UTF-8' };
  }
}

const NOTHING = new Uint8Array(0);
