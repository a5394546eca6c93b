import { bytesOf, headOf } from '../answers.js';
import type { Exchange } from './exchange.js';

const EMPTY_LINE = '\r\n\r\n';

/** No fault: the answer whole, and the connection kept. */
export function send({ socket, answer }: Exchange): void {
  const bytes = bytesOf(answer);
  const hasNoBody = answer.status === 204 || answer.status === 304;
  socket.write(headOf(answer, hasNoBody ? {} : { 'Content-Length': bytes.length }) + EMPTY_LINE);
  if (!hasNoBody) socket.write(bytes);
}

/** The head, and then so much of the body as is asked for. */
export function sendPart({ socket, answer }: Exchange, part: number, length?: number): void {
  const bytes = bytesOf(answer);
  socket.write(headOf(answer, { 'Content-Length': length ?? bytes.length }) + EMPTY_LINE);
  socket.write(bytes.subarray(0, Math.floor(bytes.length * part)));
}

/** The head of an answer whose length only its end tells. */
export function sendChunkedHead({ socket, answer }: Exchange, more: Record<string, string> = {}): void {
  socket.write(headOf(answer, { 'Transfer-Encoding': 'chunked', ...more }) + EMPTY_LINE);
}

export const chunk = (bytes: Uint8Array | string): Buffer => {
  const data = Buffer.from(bytes as string);
  return Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')]);
};

export const LAST_CHUNK = '0\r\n\r\n';
