import type { IncomingMessage, Server } from 'node:http';
import { checkNames } from '../check-names.js';
import { mustBeIn } from '../must-be.js';
import type { Page } from '../page/page.js';
import { problem } from '../service/answers.js';
import type { Exchange } from '../service/exchange.js';
import type { Service } from '../service/service.js';
import type { ListenOptions, SandboxServer } from '../types.js';
import { isLoopbackHost } from './host.js';
import { send } from './send-listen.js';
import { readBody, takeInIncoming, toRequest } from './take-in-listen.js';

/** The sandbox as an HTTP server. `node:http` is loaded when it is asked for, so the entry loads, and is bundled, without Node. */
export const createListen =
  (service: Service, bases: Set<string>, page: Page) =>
  async (port = 0, options: ListenOptions = {}): Promise<SandboxServer> => {
    checkNames('sandbox.listen', options, ['host']);
    const { host = LOOPBACK } = options;
    mustBe('port', Number.isInteger(port) && port >= 0 && port < 65_536, 'a whole number, 0 to 65535', port);
    const { createServer } = await nodeHttp();
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

/** A browser's bundle gets an empty module for it, by the field `browser` of package.json. */
async function nodeHttp(): Promise<Pick<typeof import('node:http'), 'createServer'>> {
  // biome-ignore lint/style/useNodejsImportProtocol: esbuild and webpack fail at 'node:http', and know nothing in its place
  const { createServer } = await import('http').catch(() => ({ createServer: undefined }));
  if (typeof createServer === 'function') return { createServer };
  throw new Error(
    'sandbox.listen needs Node, Bun or Deno. Here, hand sandbox.fetch to the client, or sandbox.mswHandlers() to MSW.',
  );
}

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
      reject(
        Object.assign(new Error(`The sandbox can't listen on ${host}:${port}: ${cause.message}`, { cause }), {
          code: Reflect.get(cause, 'code'), // EADDRINUSE, for those who try the next one
        }),
      ),
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
