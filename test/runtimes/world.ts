import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandbox } from '@runapi.ai/flux-kontext/testing';

/** What is outside of the runtime that is tested: services on loopback, and what the checks must know of them. */
export interface World {
  /** For the program; plain JSON. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** What must never be seen in the program's output. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
}

const API_KEY = 'runapi_live_9fK2xQ7mZt4Lw8Rb1Vc6Ny3H';
const WRONG_KEY = 'runapi_live_4hD8sT1pXj6Kv2Ge9Wa5Um7B';
const TASK = { id: 'task_1', status: 'completed', images: [{ url: 'https://example.com/picture.jpeg' }] };

/** The wire's test vector, computed with openssl. */
const VECTOR = {
  secret: 'c2VjcmV0LWtleS1mb3ItdGVzdHM=',
  now: 1767225600_000,
  body: '{"id":"task_1","status":"failed","error":"nsfw"}',
  headers: {
    'X-Callback-Id': '7f3c1b1e-5d1a-4d3e-9a53-0d8f5d2b6c10',
    'X-Callback-Timestamp': '1767225600',
    'X-Callback-Signature': 'qQh08IeWF5V9FcBpxIMcgI2v7779OWPtPIEkrJECHEA=',
  },
};

export async function createWorld(): Promise<World> {
  const sandbox = createSandbox({ apiKey: API_KEY, pendingMs: 20, processingMs: 20 });
  const service = await sandbox.listen();
  const dripping = await listen(drip);
  const limited = await listen(limit());
  return {
    facts: {
      sandbox: service.url,
      dripping: urlOf(dripping),
      limited: urlOf(limited),
      apiKey: API_KEY,
      wrongKey: WRONG_KEY,
      callbackSecret: sandbox.callbackSecret,
      vector: VECTOR,
    },
    secrets: [API_KEY, WRONG_KEY, sandbox.callbackSecret],
    close: async () => {
      for (const server of [dripping, limited]) {
        server.close();
        server.closeAllConnections();
      }
      await service.close();
    },
  };
}

/** A body whose bytes come one by one, and never end. */
const drip: RequestListener = (_, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
};

/** Answers 429 once, and tells at `/seen` when it was asked. */
function limit(): RequestListener {
  const seen: { url: string | undefined; at: number }[] = [];
  return ({ url }, response) => {
    response.setHeader('Content-Type', 'application/json');
    if (url === '/seen') return void response.end(JSON.stringify(seen));
    const isFirst = seen.push({ url, at: performance.now() }) === 1;
    if (isFirst) response.writeHead(429, { 'Retry-After': '1' });
    response.end(JSON.stringify(isFirst ? { error: 'too many requests' } : TASK));
  };
}

const listen = (listener: RequestListener): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer(listener).listen(0, '127.0.0.1', () => resolve(server));
  });

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
