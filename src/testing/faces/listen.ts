import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { problem } from '../service/answers.js';
import { MAX_BODY_BYTES } from '../service/exchange.js';
import type { Service } from '../service/service.js';
import type { SandboxServer } from '../types.js';
import { isLoopbackHost } from './host.js';

/** The sandbox as an HTTP server. `node:http` is loaded when it is asked for, so the entry loads without Node. */
export const createListen =
  (service: Service, origins: Set<string>) =>
  async (port = 0): Promise<SandboxServer> => {
    const { createServer } = await import('node:http');
    let url = '';
    const server = createServer((incoming, outgoing) => {
      answer(service, url, incoming)
        .then((response) => send(response, outgoing))
        .catch(() => incoming.socket.destroy()); // what the fault wants: no answer at all
    });
    url = `http://127.0.0.1:${await open(server, port)}`;
    origins.add(url);

    let closing: Promise<void> | undefined;
    return {
      url,
      close: () => {
        closing ??= shut(server).finally(() => {
          origins.delete(url);
          service.stop(url);
        });
        return closing;
      },
    };
  };

async function answer(service: Service, origin: string, incoming: IncomingMessage): Promise<Response> {
  const body = await readBody(incoming);
  if (!isLoopbackHost(incoming.headers.host)) {
    return service.stamp(
      problem(403, 'forbidden_host', 'The sandbox is for this machine: use localhost or 127.0.0.1 as host.'),
    );
  }
  const request = toRequest(incoming, origin, body);
  return request
    ? service.handle(request)
    : service.stamp(problem(400, 'bad_request', 'This is no request that the sandbox understands.'));
}

/** `undefined` for what `Request` can't hold: TRACE, an absolute or a broken request target. */
function toRequest(
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
    // The origin is our own, and not what the caller says in `Host`.
    return new Request(origin + url, { method, headers, body: body.byteLength > 0 ? body : null });
  } catch {
    return undefined;
  }
}

/** One byte above the limit tells the service that it is too much; the rest is read, and not kept. */
async function readBody(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES + 1);
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer());
  for (const [name, value] of response.headers) outgoing.setHeader(name, value);
  outgoing.statusCode = response.status;
  outgoing.end(body);
}

const open = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Error(`The sandbox can't listen on 127.0.0.1:${port}: ${cause.message}`, { cause })),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });

const shut = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections(); // keep-alive sockets and answers that never come
  });
