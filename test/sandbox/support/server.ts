import { request as send } from 'node:http';
import { onTestFinished } from 'vitest';
import { createSandbox, type SandboxOptions } from '../../../src/testing/index.js';
import { callsTo } from './calls.js';

/** A sandbox over HTTP that closes itself. Its tasks are final at once, so no test has to wait. */
export async function overHttp(options: SandboxOptions = {}) {
  const sandbox = createSandbox({ pendingMs: 0, processingMs: 0, ...options });
  const server = await sandbox.listen();
  onTestFinished(() => server.close());
  return { sandbox, server, ...callsTo({ url: server.url, apiKey: sandbox.apiKey, fetch }) };
}

/** A request as `fetch` would never send it. */
export const rawRequest = (
  url: string,
  path: string,
  options: { method?: string; host?: string; headers?: Record<string, string>; body?: string } = {},
) =>
  new Promise<{ status: number; body: string; requestId: unknown }>((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const { method = 'GET', host = hostname, headers = {}, body: sent } = options;
    const outgoing = send(
      { hostname, port, path, method, headers: { Host: host, ...headers }, agent: false },
      (incoming) => {
        let body = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk) => {
          body += chunk;
        });
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, body, requestId: incoming.headers['x-request-id'] }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(sent);
  });
