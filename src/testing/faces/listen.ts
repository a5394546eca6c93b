import type { IncomingMessage, Server } from 'node:http';
import { mustBeIn } from '../must-be.js';
import type { Page } from '../page/page.js';
import { problem } from '../service/answers.js';
import type { Exchange } from '../service/exchange.js';
import type { Service } from '../service/service.js';
import type { ListenOptions, SandboxServer } from '../types.js';
import { isLoopbackHost } from './host.js';
import { send } from './send-listen.js';
import { readBody, takeInIncoming, toRequest } from './take-in-listen.js';

/** The sandbox as an HTTP server. `node:http` is loaded when it is asked for, so the entry loads without Node. */
export const createListen =
  (service: Service, bases: Set<string>, page: Page) =>
  async (port = 0, { host = LOOPBACK }: ListenOptions = {}): Promise<SandboxServer> => {
    mustBe('port', Number.isInteger(port) && port >= 0 && port < 65_536, 'a whole number, 0 to 65535', port);
    const { createServer } = await import('node:http');
    let url = '';
    // Whoever opens it to other machines reaches it by names that are not known here.
    const isOpen = !isLoopbackHost(host.includes(':') ? `[${host}]` : host);
    const server = createServer((incoming, outgoing) => {
      answer(
        service,
        page,
        incoming,
        { base: isOpen ? `http://${incoming.headers.host}` : url, face: url },
        isOpen,
      )
        .then((response) => send(response, outgoing))
        .catch(() => incoming.socket.destroy()); // what the fault wants: no answer at all
    });
    url = `http://${nameOf(host)}:${await open(server, port, host)}`;
    bases.add(url);

    let closing: Promise<void> | undefined;
    return {
      url,
      close: () => {
        closing ??= shut(server).finally(() => {
          bases.delete(url);
          service.stop(url);
        });
        return closing;
      },
    };
  };

const mustBe = mustBeIn('sandbox.listen');

const LOOPBACK = '127.0.0.1';

async function answer(
  service: Service,
  page: Page,
  incoming: IncomingMessage,
  at: Pick<Exchange, 'base' | 'face'>,
  isOpen: boolean,
): Promise<Response> {
  const isLocal = isLoopbackHost(incoming.headers.host);
  if (!isOpen && !isLocal) {
    incoming.resume(); // a foreign page's upload is not worth the memory
    return service.stamp(
      problem(403, 'forbidden_host', 'The sandbox is for this machine: use localhost or 127.0.0.1 as host.'),
    );
  }
  const body = await readBody(incoming);
  if (/^\/(api|uploads)\//.test(incoming.url ?? ''))
    return service.answer(takeInIncoming(incoming, at, body));
  const request = toRequest(incoming, at.base, body);
  return request
    ? (isLocal && page(request)) || service.handle(request, at.base)
    : service.stamp(problem(400, 'bad_request', 'This is no request that the sandbox understands.'));
}

/** A host as it stands in a URL that leads there from this machine. */
const nameOf = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return LOOPBACK;
  return host.includes(':') ? `[${host}]` : host;
};

const open = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Error(`The sandbox can't listen on ${host}:${port}: ${cause.message}`, { cause })),
    );
    server.listen(port, host, () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });

const shut = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections(); // keep-alive sockets and answers that never come
  });
