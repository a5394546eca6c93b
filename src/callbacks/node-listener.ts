import { type FetchRequest, type FetchResponse, throwIssues } from '@runapi.ai/core/callbacks';
import { type NodeRequest, nodeBody } from './node-body.js';
import { required } from './required.js';

/** What is needed of Node's `ServerResponse`. */
export interface NodeResponse {
  readonly headersSent: boolean;
  writeHead(status: number, headers: string[]): unknown;
  end(body?: Uint8Array): unknown;
}

/** Node's request, or Fastify's, which has Node's in `raw`. */
export type NodeListenerRequest =
  | NodeRequest
  | { readonly raw: NodeRequest; readonly rawBody?: unknown; readonly body?: unknown };

/** Node's response, or Fastify's. */
export type NodeListenerResponse = NodeResponse | { readonly raw: NodeResponse; hijack(): unknown };

/**
 * A handler of `Request` → `Response` as a listener for `node:http`, an Express route, or a Fastify route.
 *
 * The body must still be there as it came: from the stream, from `rawBody`, or from a `body` that a parser left as
 * bytes or text. Where it was parsed already the handler fails, and its log says which line mends that.
 * @throws ValidationError when the handler is none
 */
export function toNodeListener(
  handler: (request: FetchRequest) => Promise<FetchResponse>,
): (request: NodeListenerRequest, response: NodeListenerResponse) => void {
  throwIssues(required('handler', handler, 'function'));
  return (incoming, outgoing) => {
    const request = 'raw' in incoming ? incoming.raw : incoming;
    const bodies = [incoming, request].flatMap(({ rawBody, body }) => [rawBody, body]);
    const response = 'raw' in outgoing ? outgoing.raw : outgoing;
    if ('hijack' in outgoing) outgoing.hijack(); // Fastify leaves the answer to us
    answer(handler, request, bodies, response).catch((error: unknown) => {
      console.error('[runapi] callback: answered 500.', error);
      if (!response.headersSent) response.writeHead(500, []);
      response.end();
    });
  };
}

async function answer(
  handler: (request: Request) => Promise<Response>,
  incoming: NodeRequest,
  bodies: readonly unknown[],
  outgoing: NodeResponse,
): Promise<void> {
  const { status, headers, body } = await answerOf(handler, toRequest(incoming, bodies));
  const bytes = body ? new Uint8Array(await new Response(body).arrayBuffer()) : undefined;
  outgoing.writeHead(status, [...headers].flat());
  outgoing.end(bytes);
}

const answerOf = (handler: (request: Request) => Promise<Response>, request: Request | undefined) =>
  request ? handler(request) : new Response(null, { status: 400 });

/** `undefined` for what `Request` can't hold, TRACE for one. */
function toRequest(incoming: NodeRequest, bodies: readonly unknown[]): Request | undefined {
  const { method = 'GET', url = '/' } = incoming;
  // The origin is nobody's: what the sender says in `Host` is not to be trusted.
  const target = `http://localhost${url.startsWith('/') ? url : '/'}`;
  const body = method === 'GET' || method === 'HEAD' ? null : nodeBody(incoming, bodies);
  try {
    return new Request(target, { method, headers: toHeaders(incoming.headers), body, ...STREAMED });
  } catch {
    return undefined;
  }
}

/** `fetch`'s standard wants it said that a streamed body is sent before the answer is read. */
const STREAMED = { duplex: 'half' };

function toHeaders(incoming: NodeRequest['headers']): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming)) {
    if (name.startsWith(':')) continue; // HTTP/2's own
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  return headers;
}
