import { bytesOf, headOf } from '../answers.js';
import type { Play } from './exchange.js';
import { chunk, LAST_CHUNK, sendChunkedHead, sendPart } from './send.js';

/** No whole answer comes, and the client gets to know at once: the connection ends, or the bytes make no sense. */
export const broken = {
  'reset after the request': ({ socket }) => void socket.resetAndDestroy(),
  'closed after the request': ({ socket }) => void socket.end(),
  'half headers': ({ socket, answer }) => void socket.end(headOf(answer, {}).slice(0, 40)),
  'half a body': (exchange) => {
    sendPart(exchange, 0.5);
    exchange.socket.end();
  },
  'half a body, then a reset': async (exchange) => {
    sendPart(exchange, 0.5);
    await exchange.pause(5);
    exchange.socket.resetAndDestroy();
  },
  'half a body in chunks': (exchange) => {
    sendChunkedHead(exchange);
    exchange.socket.end(chunk(bytesOf(exchange.answer).subarray(0, 5)));
  },
  'content-length too long': (exchange) => {
    sendPart(exchange, 1, bytesOf(exchange.answer).length + 10);
    exchange.socket.end();
  },
  'no number in content-length': ({ socket, answer }) =>
    void socket.end(`${headOf(answer, { 'Content-Length': 'many' })}\r\n\r\n`),
  'a chunk that is none': (exchange) => {
    sendChunkedHead(exchange);
    exchange.socket.end('zz\r\nno\r\n');
  },
  'broken gzip': (exchange) => {
    sendChunkedHead(exchange, { 'Content-Encoding': 'gzip' });
    exchange.socket.write(chunk(bytesOf(exchange.answer)));
    exchange.socket.write(LAST_CHUNK);
  },
  'no HTTP at all': ({ socket }) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
  'another protocol (101)': ({ socket, answer }) =>
    void socket.write(
      `${headOf({ ...answer, status: 101 }, { Connection: 'Upgrade', Upgrade: 'tls' })}\r\n\r\n`,
    ),
} satisfies Record<string, Play>;
