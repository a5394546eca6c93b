import { randomHex } from './random.js';
import { readBytes } from './read-bytes.js';

/** The largest body that is read, in bytes: 1 MiB. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** One request, taken in whole. */
export interface Exchange {
  /** `X-Request-Id` of the answer. */
  readonly id: string;
  readonly request: Request;
  readonly url: URL;
  readonly body: Body;
}

export type Body =
  | { readonly kind: 'none' | 'too large' | 'not UTF-8' }
  | { readonly kind: 'text'; readonly text: string };

export const newRequestId = (): string => `req_${randomHex(12)}`;

export async function takeIn(request: Request): Promise<Exchange> {
  return { id: newRequestId(), request, url: new URL(request.url), body: await readBody(request) };
}

async function readBody(request: Request): Promise<Body> {
  if (!request.body) return { kind: 'none' };
  const bytes = await readBytes(request.body, MAX_BODY_BYTES);
  if (!bytes) return { kind: 'too large' };
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'not UTF-8' };
  }
}
