import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';

/** A request whose head is there, and whose body may still come. */
export interface Incoming {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  body(): Promise<string>;
}

const EMPTY_LINE = '\r\n\r\n';

/**
 * The requests of one connection, one after another, until it ends. Done by hand, since `node:http` would mend
 * what is to be broken here. Bodies have a content-length: `fetch` gives one to every text.
 */
export async function* readRequests(socket: Socket): AsyncGenerator<Incoming> {
  let buffer = Buffer.alloc(0);
  let isOpen = true;
  let wake = () => {};
  // Read all the time: a socket that is left alone does not notice that its client has gone.
  socket.on('data', (data) => {
    buffer = Buffer.concat([buffer, data]);
    wake();
  });
  socket.on('close', () => {
    isOpen = false;
    wake();
  });
  const more = () => new Promise<void>((resolve) => (wake = resolve));

  for (;;) {
    while (isOpen && !buffer.includes(EMPTY_LINE)) await more();
    if (!isOpen) return;
    const end = buffer.indexOf(EMPTY_LINE);
    const { method, target, headers } = readHead(buffer.subarray(0, end).toString('latin1'));
    buffer = buffer.subarray(end + EMPTY_LINE.length);
    const length = Number(headers['content-length'] ?? 0);
    const body = async () => {
      while (isOpen && buffer.length < length) await more();
      return buffer.subarray(0, length).toString('utf8');
    };
    yield { method, target, headers, body };
    await body();
    buffer = buffer.subarray(length);
  }
}

function readHead(head: string): Pick<Incoming, 'method' | 'target' | 'headers'> {
  const [first = '', ...lines] = head.split('\r\n');
  const [method = '', target = ''] = first.split(' ');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { method, target, headers: Object.fromEntries(headers) };
}
