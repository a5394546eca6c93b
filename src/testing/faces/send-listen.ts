import type { ServerResponse } from 'node:http';
import { textOf } from '../service/answers.js';

/** Writes an answer. When its body breaks off, so does the connection. */
export async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) outgoing.setHeader(name, value);
  const text = textOf(response);
  if (text !== undefined) outgoing.end(text);
  else if (response.body) await pour(response.body, outgoing);
  else outgoing.end();
}

/** Writes a body as it comes, no faster than it is read, until the connection ends. */
async function pour(body: ReadableStream<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  const reader = body.getReader();
  if (outgoing.destroyed) return void reader.cancel().catch(() => {}); // who left already is not told again
  outgoing.once('close', () => void reader.cancel().catch(() => {}));
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    await written(part.value, outgoing);
  }
  outgoing.end();
}

const written = (chunk: Uint8Array, outgoing: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      outgoing.off('close', done); // a stream of events has thousands of chunks
      resolve();
    };
    outgoing.once('close', done); // who left reads no more
    outgoing.write(chunk, done);
  });
