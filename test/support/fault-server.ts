import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Answer, pending } from './answers.js';
import type { Exchange, Seen } from './faults/exchange.js';
import { EARLY_FAULTS, type FaultName, faults, isEarly } from './faults/index.js';
import { send } from './faults/send.js';
import { readRequests } from './read-requests.js';
import { type Decide, inOrder, type Script, type Step } from './script.js';

/** A server on a free port of loopback that plays a script, and keeps books of what it saw. */
export interface FaultServer {
  readonly url: string;
  /** Every request whose head arrived, in order. */
  readonly requests: readonly Seen[];
  /** The numbers of those connections that are open. */
  readonly openConnections: readonly number[];
  readonly peakConnections: number;
  /** Connections that were ever opened. */
  readonly connections: number;
  /** Requests that were being answered at the same time, at the most. */
  readonly peakInHand: number;
  /** Drops every connection and refuses new ones. */
  stop(): Promise<void>;
  /** Comes back on the same port. */
  start(): Promise<void>;
}

/** One that plays these steps, the last one for ever, and goes down with its test. */
export async function faultServer(...steps: (Step | Answer | FaultName | Decide)[]): Promise<FaultServer> {
  const server = await startFaultServer(inOrder(steps));
  onTestFinished(() => server.stop());
  return server;
}

export async function startFaultServer(script: Script): Promise<FaultServer> {
  const requests: Seen[] = [];
  const sockets = new Map<Socket, number>();
  const books = { peak: 0, connections: 0, inHand: 0, peakInHand: 0, port: 0 };

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.set(socket, ++books.connections);
    books.peak = Math.max(books.peak, sockets.size);
    socket.on('error', () => {}); // resets are what this server is for
    socket.on('close', () => sockets.delete(socket));
    if (script.resetsConnection()) socket.resetAndDestroy();
    else void serve(socket, books.connections);
  });

  async function serve(socket: Socket, connection: number): Promise<void> {
    const gone = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    for await (const incoming of readRequests(socket)) {
      const { method, target, headers } = incoming;
      const { fault, answer = pending() } = script.next(incoming);
      if (fault === EARLY_FAULTS[0]) return void socket.resetAndDestroy(); // the connection was there already
      const early = isEarly(fault);
      const body = early ? '' : await incoming.body();
      const seen = { method, target, headers, body, at: performance.now(), connection };
      requests.push(seen);
      if (early) return void socket.resetAndDestroy();
      books.peakInHand = Math.max(books.peakInHand, ++books.inHand);
      const made = typeof answer === 'function' ? answer(seen) : answer;
      const play = fault === undefined ? send : faults[fault];
      await play({ socket, answer: made, gone, pause: (ms) => pause(ms, gone) } satisfies Exchange);
      books.inHand--;
    }
  }

  const start = async () => {
    server.listen(books.port, '127.0.0.1');
    await once(server, 'listening');
    books.port = (server.address() as AddressInfo).port;
  };
  const stop = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets.keys()) socket.destroy();
    await closed;
  };

  await start();
  return {
    url: `http://127.0.0.1:${books.port}`,
    requests,
    get openConnections() {
      return [...sockets.values()];
    },
    get peakConnections() {
      return books.peak;
    },
    get connections() {
      return books.connections;
    },
    get peakInHand() {
      return books.peakInHand;
    },
    start,
    stop,
  };
}

async function pause(ms: number, gone: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([gone, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
