import type { IncomingMessage } from 'node:http';
import {
  bodyOf,
  type Exchange,
  maxBodyBytesAt,
  newRequestId,
  type ReadHeaders,
} from '../service/exchange.js';

/** A request of Node's as the service takes it, without the cost of a `Request` in between. */
export function takeInIncoming(
  incoming: IncomingMessage,
  { base, face }: Pick<Exchange, 'base' | 'face'>,
  body: Uint8Array,
): Exchange {
  const { method = 'GET' } = incoming;
  const url = new URL(base + (incoming.url ?? '/'));
  return {
    id: newRequestId(),
    request: { method, headers: readHeaders(incoming) },
    base,
    face,
    url,
    body: bodyOf(body, url.pathname),
  };
}

/** Only what `Request` can't hold is `undefined`: TRACE, an absolute or a broken request target. */
export function toRequest(
  incoming: IncomingMessage,
  origin: string,
  body: Uint8Array<ArrayBuffer>,
): Request | undefined {
  const { method = 'GET', url = '/', rawHeaders } = incoming;
  try {
    const headers = new Headers();
    for (let at = 0; at < rawHeaders.length; at += 2) {
      headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
    }
    return new Request(origin + url, { method, headers, body: body.byteLength > 0 ? body : null });
  } catch {
    return undefined;
  }
}

/** One byte above the limit tells the service that it is too much; the rest is read, and not kept. */
export async function readBody(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const limit = maxBodyBytesAt(incoming.url?.replace(/[?#].*/, '') ?? '/');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    if (size <= limit) chunks.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, limit + 1);
}

/** Node gives the names in lower case. */
function readHeaders({ headers }: IncomingMessage): ReadHeaders {
  const valueAt = (name: string): string | null => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(', ') : (value ?? null);
  };
  return {
    get: (name) => valueAt(name.toLowerCase()),
    *[Symbol.iterator]() {
      for (const name of Object.keys(headers).sort()) yield [name, valueAt(name) ?? ''];
    },
  };
}
