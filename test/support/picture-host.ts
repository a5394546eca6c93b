import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';

/** Starts as a picture does; what follows is noise that every byte of can be compared. */
export const picture = (head: string, size = 100_000): Buffer<ArrayBuffer> => {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at++) bytes[at] = (at * 31 + (at >> 8)) & 0xff;
  bytes.write(head, 'latin1');
  return bytes;
};
export const JPEG = '\xff\xd8\xff\xe0';
export const PNG = '\x89PNG\r\n\x1a\n';
export const PAGE = '<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>';

type Play = (response: ServerResponse, request: IncomingMessage) => void | Promise<void>;

/** A host of pictures on loopback, which is no RunAPI: it plays these, in order, the last one for ever. */
export async function pictureHost(...plays: Play[]) {
  const seen: { target: string; headers: IncomingMessage['headers'] }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const play = plays[Math.min(seen.length, plays.length - 1)];
    seen.push({ target: request.url ?? '', headers: request.headers });
    void play?.(response, request);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, seen, sockets };
}

export const give =
  (body: string | Uint8Array, headers: Record<string, string> = {}, status = 200): Play =>
  (response) =>
    void response.writeHead(status, headers).end(body);

export const redirect = (location: string, status = 302): Play =>
  give('Moved', { Location: location }, status);

/** The beginning, and then nothing more: with `then`, what happens to the connection. */
export const begin =
  (bytes: Uint8Array, then: (response: ServerResponse) => void = () => {}): Play =>
  (response) => {
    response.writeHead(200, { 'Content-Type': 'image/png' });
    response.write(bytes, () => then(response));
  };

/** A picture without an end, as fast as it is taken. */
export const flood: Play = (response) => {
  response.writeHead(200, { 'Content-Type': 'image/png' });
  Readable.from(withoutEnd(picture(PNG, 1_000))).pipe(response);
};

function* withoutEnd(head: Uint8Array): Generator<Uint8Array> {
  yield head;
  for (;;) yield new Uint8Array(256 * 1024);
}

/** One byte after another. */
export const drip =
  (bytes: Uint8Array): Play =>
  async (response) => {
    response.writeHead(200);
    for (const byte of bytes) {
      response.write(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  };
