import { once } from 'node:events';
import type { Play } from './exchange.js';
import { chunk, sendChunkedHead } from './send.js';

/** A body without an end, as fast as it is taken. */
export const endless: Play = async (exchange) => {
  sendChunkedHead(exchange);
  const piece = chunk(Buffer.alloc(256 * 1024, ' '));
  const { socket, gone } = exchange;
  while (!socket.destroyed) {
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain').catch(() => {}), gone]);
  }
};
