import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Took {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly size: number;
  /** Of the bytes that came, base64. */
  readonly md5: string;
  /** Parsed where it is JSON. */
  readonly json?: Record<string, unknown>;
}

type Play = (took: Took, response: ServerResponse, request: IncomingMessage) => void;

const send = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) =>
  void response
    .writeHead(status, { 'Content-Type': 'application/json', ...headers })
    .end(JSON.stringify(body));

export const refuse =
  (status: number, headers: Record<string, string> = {}): Play =>
  (_, response) =>
    send(response, status, { error: `asked to answer ${status}` }, headers);

/**
 * The three steps of an upload as wire.md has them, done independently of the SDK and of the sandbox. A step's
 * `plays` come before what it does by itself, one for each request.
 */
export async function storageServer(
  plays: Partial<Record<'prepare' | 'put' | 'confirm' | 'files', Play[]>> = {},
) {
  const took: Took[] = [];
  const headers = { 'Content-Type': '', 'Content-MD5': '', 'X-Storage': 'signed' };
  const file = {
    file_name: 'photo.jpg',
    url: 'https://files.test/f/photo.jpg',
    size_bytes: 1,
    mime_type: 'image/jpeg',
    created_at: '2026-01-01T00:00:00Z',
    expires_at: '2026-01-01T01:00:00Z',
    plan: 'pro',
  };
  const steps: Record<string, Play> = {
    'POST /api/v1/files': (_, response) => send(response, 201, file),
    'POST /api/v1/files/prepare': ({ json = {} }, response) => {
      headers['Content-Type'] = String(json['content_type']);
      headers['Content-MD5'] = String(json['checksum']);
      send(response, 200, {
        signed_id: 'signed_1',
        upload_url: `${url}/bucket/key?signature=s3cr3t`,
        headers,
      });
    },
    'PUT /bucket/key': (_, response) => void response.writeHead(204).end(),
    'POST /api/v1/files/confirm': ({ json = {} }, response) =>
      json['signed_id'] === 'signed_1' ? send(response, 200, file) : send(response, 404, { error: 'none' }),
  };
  const nameOf = (target: string) =>
    target.endsWith('/prepare')
      ? 'prepare'
      : target.endsWith('/confirm')
        ? 'confirm'
        : target.startsWith('/api')
          ? 'files'
          : 'put';

  const server = createServer(async (request, response) => {
    const { method = '', url: target = '' } = request;
    const hash = createHash('md5');
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request) {
      hash.update(chunk);
      size += chunk.length;
      if (target.startsWith('/api')) chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString();
    const one: Took = {
      method,
      target,
      headers: request.headers,
      size,
      md5: hash.digest('base64'),
      ...(text.startsWith('{') && { json: JSON.parse(text) }),
    };
    took.push(one);
    const play = plays[nameOf(target)]?.shift() ?? steps[`${method} ${target.replace(/\?.*/, '')}`];
    if (play) play(one, response, request);
    else send(response, 404, { error: 'no such place' });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, took, file, headers };
}
