import { gzipSync } from 'node:zlib';
import { bytesOf } from '../answers.js';
import type { Play } from './exchange.js';
import { chunk, LAST_CHUNK, send, sendChunkedHead, sendPart } from './send.js';

/** Something comes, and is called whole, and is not what was meant. */
export const odd = {
  /** Node's `fetch` takes what it can read of it for the whole. */
  'half of a gzip': (exchange) => {
    const bytes = gzipSync(bytesOf(exchange.answer));
    sendChunkedHead(exchange, { 'Content-Encoding': 'gzip' });
    exchange.socket.write(chunk(bytes.subarray(0, bytes.length / 2)));
    exchange.socket.write(LAST_CHUNK);
  },
  'content-length too short': (exchange) => sendPart(exchange, 1, bytesOf(exchange.answer).length - 5),
  /** Nobody asked for it; Node's `fetch` ends the connection. */
  '100 before the answer': (exchange) => {
    exchange.socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    send(exchange);
  },
  'the answer twice': (exchange) => {
    send(exchange);
    send(exchange);
  },
} satisfies Record<string, Play>;
