import { gzipSync } from 'node:zlib';
import { bytesOf } from '../answers.js';
import type { Play } from './exchange.js';
import { chunk, LAST_CHUNK, send, sendChunkedHead, sendPart } from './send.js';

/** Odd, but a whole answer. */
export const harmless = {
  '103 before the answer': (exchange) => {
    exchange.socket.write('HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n');
    send(exchange);
  },
  gzip: (exchange) => {
    sendChunkedHead(exchange, { 'Content-Encoding': 'gzip' });
    exchange.socket.write(chunk(gzipSync(bytesOf(exchange.answer))));
    exchange.socket.write(LAST_CHUNK);
  },
  'an answer, and the connection closed': (exchange) => {
    send(exchange);
    exchange.socket.end();
  },
  'an answer in single bytes': async (exchange) => {
    const bytes = bytesOf(exchange.answer);
    exchange.socket.setNoDelay(true);
    sendPart(exchange, 0);
    for (const byte of bytes) {
      exchange.socket.write(Buffer.of(byte));
      await new Promise(setImmediate);
    }
  },
} satisfies Record<string, Play>;
