import { headOf } from '../answers.js';
import type { Play } from './exchange.js';
import { chunk, send, sendChunkedHead, sendPart } from './send.js';

/** No whole answer comes, and nothing says that none will: only a time limit ends these. */
export const silent = {
  'no answer': ({ gone }) => gone,
  'half headers, then silence': ({ socket, answer, gone }) => {
    socket.write(headOf(answer, {}).slice(0, 40));
    return gone;
  },
  'headers, then silence': (exchange) => {
    sendPart(exchange, 0);
    return exchange.gone;
  },
  'half a body, then silence': (exchange) => {
    sendPart(exchange, 0.5);
    return exchange.gone;
  },
  'headers that drip': async ({ socket, pause, answer }) => {
    socket.write(headOf(answer, {}));
    while (!socket.destroyed) {
      socket.write('\r\nX-Drip: 1');
      await pause(5);
    }
  },
  'a body that drips': async (exchange) => {
    sendChunkedHead(exchange);
    while (!exchange.socket.destroyed) {
      exchange.socket.write(chunk(' '));
      await exchange.pause(5);
    }
  },
  'only 1xx': async ({ socket, pause }) => {
    while (!socket.destroyed) {
      socket.write('HTTP/1.1 102 Processing\r\n\r\n');
      await pause(5);
    }
  },
  /** The answer is tried when nobody is there any more. */
  'an answer after the client has gone': async (exchange) => {
    await exchange.gone;
    send(exchange);
  },
} satisfies Record<string, Play>;
