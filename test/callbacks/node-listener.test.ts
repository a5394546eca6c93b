import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { toNodeListener } from '@runapi.ai/flux-kontext/callbacks';
import express5 from 'express';
import fastify, { type FastifyInstance } from 'fastify';
import { expect, onTestFinished, test, vi } from 'vitest';
import { completed, type Delivery, delivery } from './support/deliveries.js';
import { gate, receiver } from './support/receiver.js';

// @ts-expect-error Express 4 has no types of its own, and those of 5 fit
const { default: express4 }: { default: typeof express5 } = await import('express4');

/** Serves on a free port until the test is done. */
async function serve(app: RequestListener): Promise<string> {
  const server: Server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function post(url: string, { body, headers }: Delivery): Promise<number> {
  return (await fetch(url, { method: 'POST', body, headers })).status;
}

const letters = { ...completed, note: 'Größe – 灯台 🗼' };

test('node:http takes a callback, refuses a forged one, and answers other methods with 405', async () => {
  const { handler, onCompleted } = receiver();
  const url = await serve(toNodeListener(handler));
  const sent = delivery(letters);

  expect(await post(url, sent)).toBe(200);
  expect(onCompleted).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ task: letters }));
  expect(await post(url, { ...sent, body: `${sent.body} ` })).toBe(401);
  const response = await fetch(url);
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
});

test('a body in many pieces is put together', async () => {
  const { handler } = receiver();
  const url = new URL(await serve(toNodeListener(handler)));
  const { body, headers } = delivery(letters);
  const socket = connect(Number(url.port), url.hostname).setNoDelay(true);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const bytes = Buffer.from(body);
  socket.write(
    `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${bytes.length}\r\n${lines.join('')}\r\n`,
  );
  for (const byte of bytes) socket.write(Buffer.of(byte));

  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1.1 200 /);
});

test('a body that is too large gets its 413, also when the sender goes on sending, and the connection stays usable', async () => {
  const { handler } = receiver();
  const url = await serve(toNodeListener(handler));
  const large = delivery('x'.repeat(5_000_000));

  expect(await post(url, large)).toBe(413);
  const unsized = new Blob(['x'.repeat(5_000_000)]).stream(); // chunked: nothing says how large it is
  const init = { method: 'POST', body: unsized, headers: large.headers, duplex: 'half' };
  expect((await fetch(url, init as RequestInit)).status).toBe(413);
  expect(await post(url, delivery())).toBe(200);
});

test('what is no handler is refused when the listener is made', () => {
  expect(() => toNodeListener(undefined as never)).toThrow(/handler: is missing/);
  expect(() => toNodeListener({} as never)).toThrow(/handler: must be a function/);
});

test('a sender who hangs up within the body harms nobody', async () => {
  const { handler, logger } = receiver();
  const listener = toNodeListener(handler);
  const arrived = gate();
  const url = new URL(
    await serve((incoming, outgoing) => {
      listener(incoming, outgoing);
      arrived.open();
    }),
  );
  const socket = connect(Number(url.port), url.hostname);
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"id":');
  await arrived.promise;
  socket.destroy();

  await vi.waitFor(() => expect(logger.error).toHaveBeenCalled(), { timeout: 10_000 });
  expect(await post(url.href, delivery())).toBe(200);
});

test.each([
  ['OPTIONS', '//', 405],
  ['OPTIONS', '*', 405],
  ['OPTIONS', 'http://other.test/x', 405],
  ['TRACE', '/', 400],
])('%s %s is answered, with %d, and nothing is logged', async (method, target, status) => {
  const { handler, logger } = receiver();
  const url = new URL(await serve(toNodeListener(handler)));
  const socket = connect(Number(url.port), url.hostname);
  socket.write(`${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);

  const [answer] = await once(socket, 'data');
  expect(String(answer)).toContain(`HTTP/1.1 ${status} `);
  expect(logger.lines()).toBe('');
});

test('whatever a handler answers is sent: status, headers, several cookies, body', async () => {
  const url = await serve(
    toNodeListener(async () => {
      const headers = new Headers({ 'X-One': '1', 'Content-Type': 'text/plain; charset=utf-8' });
      headers.append('Set-Cookie', 'a=1');
      headers.append('Set-Cookie', 'b=2');
      return new Response('größer', { status: 202, headers });
    }),
  );
  const response = await fetch(url);

  expect([response.status, response.headers.get('x-one'), await response.text()]).toEqual([
    202,
    '1',
    'größer',
  ]);
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

test('a handler of your own that rejects is answered with 500, and the server lives on', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => error.mockRestore());
  const url = await serve(toNodeListener(() => Promise.reject(new Error('by accident'))));

  expect((await fetch(url)).status).toBe(500);
  expect((await fetch(url)).status).toBe(500);
  expect(error.mock.calls.flat().map(String).join()).toContain('by accident');
});

for (const [name, express] of [
  ['Express 5', express5],
  ['Express 4', express4],
] as const) {
  test.each<[string, (app: ReturnType<typeof express5>, listener: RequestListener) => void]>([
    ['without any parser', (app, listener) => app.post('/hook', listener)],
    [
      'with express.raw on the route',
      (app, listener) => app.post('/hook', express.raw({ type: '*/*' }), listener),
    ],
    [
      'with express.text on the route',
      (app, listener) => app.post('/hook', express.text({ type: '*/*' }), listener),
    ],
    [
      'behind an express.json that keeps the raw body',
      (app, listener) => {
        app.use(express.json({ verify: (request, _, raw) => void Reflect.set(request, 'rawBody', raw) }));
        app.post('/hook', listener);
      },
    ],
    [
      'behind middleware that takes its time',
      (app, listener) => {
        app.use((_request, _response, next) => void setTimeout(next, 5));
        app.post('/hook', listener);
      },
    ],
    [
      'behind a parser of other types',
      (app, listener) => void app.use(express.urlencoded({ extended: false })).post('/hook', listener),
    ],
    ['on a path of a router', (app, listener) => app.use('/hook', express.Router().post('/', listener))],
  ])(`${name} takes a callback %s`, async (_, route) => {
    const { handler, onCompleted } = receiver();
    const app = express();
    route(app, toNodeListener(handler));
    const url = `${await serve(app)}/hook`;
    const sent = delivery(letters);

    expect(await post(url, sent)).toBe(200);
    expect(onCompleted).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ task: letters }));
    expect(await post(url, { ...sent, body: `${sent.body} ` })).toBe(401);
  });

  test(`${name} with a parser that has eaten the body: the log says which line mends it`, async () => {
    const { handler, logger, onCompleted } = receiver();
    const app = express().use(express.json()).post('/hook', toNodeListener(handler));

    expect(await post(`${await serve(app)}/hook`, delivery())).toBe(500);
    expect(logger.lines()).toContain("express.raw({ type: '*/*' })");
    expect(logger.lines()).toContain('express.json({ verify:');
    expect(onCompleted).not.toHaveBeenCalled();
  });
}

test.each<[string, (app: FastifyInstance, listener: ReturnType<typeof toNodeListener>) => void]>([
  [
    'with a parser that leaves the bytes',
    (app, listener) => {
      app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
        done(null, body),
      );
      app.post('/hook', listener);
    },
  ],
  [
    'with a parser that leaves the text',
    (app, listener) => {
      app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
        done(null, body),
      );
      app.post('/hook', listener);
    },
  ],
  [
    'raw, with a parser that leaves the stream alone',
    (app, listener) => {
      app.removeAllContentTypeParsers();
      app.addContentTypeParser('*', (_request, _payload, done) => done(null));
      app.post('/hook', (request, reply) => {
        reply.hijack();
        listener(request.raw, reply.raw);
      });
    },
  ],
])('Fastify takes a callback %s', async (_, route) => {
  const { handler, onCompleted } = receiver();
  const app = fastify();
  onTestFinished(() => app.close());
  route(app, toNodeListener(handler));
  const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/hook`;
  const sent = delivery(letters);

  expect(await post(url, sent)).toBe(200);
  expect(onCompleted).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ task: letters }));
  expect(await post(url, { ...sent, body: `${sent.body} ` })).toBe(401);
});

test("on Fastify's request, too, rawBody is what was signed", async () => {
  const { handler, onCompleted } = receiver();
  const app = fastify();
  onTestFinished(() => app.close());
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    Reflect.set(request, 'rawBody', body); // as fastify-raw-body does
    done(null, JSON.parse(String(body)));
  });
  app.post('/hook', toNodeListener(handler));
  const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/hook`;

  expect(await post(url, delivery(letters))).toBe(200);
  expect(onCompleted).toHaveBeenCalledOnce();
});

test('Fastify with its own parser, which has eaten the body: the log says which line mends it', async () => {
  const { handler, logger } = receiver();
  const app = fastify();
  onTestFinished(() => app.close());
  app.post('/hook', toNodeListener(handler));
  const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/hook`;

  expect(await post(url, delivery())).toBe(500);
  expect(logger.lines()).toContain("scope.addContentTypeParser('application/json', { parseAs: 'buffer' }");
});
