import { InvalidResponseError, NotFoundError } from '../errors/classes.js';
import { RunApiError } from '../errors/run-api-error.js';
import { type Call, nameOf, type RedirectRule, type Send } from '../http/call.js';
import { errorFromResponse } from '../http/error-from-response.js';
import type { FetchOnce } from '../http/fetch-once.js';
import { followRedirects } from '../http/follow-redirects.js';
import { invalidResponse } from '../http/invalid-response.js';
import { joined } from '../http/joined.js';
import { networkError } from '../http/network-error.js';
import { parseBody, readText } from '../http/read-body.js';
import { type Chunk, readChunks } from '../http/read-chunks.js';
import { HEAD_BYTES, type PictureType, pictureType } from './picture-type.js';

/** A picture whose first bytes have come. */
export interface IncomingPicture extends PictureType {
  readonly chunks: AsyncIterable<Chunk>;
}

export interface AttemptParts<Kept> {
  readonly url: string;
  readonly fetchOnce: FetchOnce;
  readonly maxBytes: number;
  /** Keeps the picture; what it throws leaves the call as it is. */
  readonly receive: (picture: IncomingPicture) => Promise<Kept>;
}

/** One GET with its whole body. Any answer but a picture is an error, and so is none. */
export const createDownloadAttempt =
  <Kept>({ url, fetchOnce, maxBytes, receive }: AttemptParts<Kept>): Send<Kept> =>
  async (call) => {
    const response = await followRedirects(call, url, ANYWHERE, fetchOnce).catch(lost(call));
    if (!response.ok) throw await refused(response, call).catch(lost(call));
    const body = picked(response, call, maxBytes);
    try {
      const head = await readHead(body);
      const type = pictureType(head);
      if (!type) throw noPicture(response, call, head, 'is no picture');
      if (response.status === 206) throw noPicture(response, call, head, 'is only a part of one');
      return await receive({ ...type, chunks: from(head, body) });
    } finally {
      await body.return(); // also when nobody asked for more: else it keeps its socket
    }
  };

/** No secret travels, so a picture may be anywhere; but what was asked for over TLS also comes over TLS. */
const ANYWHERE: RedirectRule = {
  follows: ({ protocol }, from) =>
    protocol === 'https:' || (protocol === 'http:' && from.startsWith('http:')),
  why: 'a picture comes over http: or https:, and never over http: after https:.',
  unseen: true,
};

/** The bytes of the picture; only what goes wrong in reading them is a fault of the network. */
async function* picked(response: Response, call: Call, maxBytes: number): AsyncGenerator<Chunk, void> {
  const tooLarge = (receivedBytes: number) =>
    new InvalidResponseError(
      `${nameOf(call)}: the picture is larger than ${maxBytes} bytes (${receivedBytes} had come when reading was stopped). If that can be right, raise maxBytes.`,
      { status: response.status, details: { receivedBytes, maxBytes } },
    );
  try {
    yield* readChunks(response, call.signal, maxBytes, tooLarge);
  } catch (error) {
    lost(call)(error);
  }
}

async function readHead(body: AsyncGenerator<Chunk, void>): Promise<Chunk> {
  const chunks: Chunk[] = [];
  for (let bytes = 0; bytes < HEAD_BYTES; ) {
    const { done, value } = await body.next();
    if (done) break;
    chunks.push(value);
    bytes += value.byteLength;
  }
  return joined(chunks);
}

async function* from(head: Chunk, rest: AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
  yield head;
  yield* rest;
}

async function refused(response: Response, call: Call): Promise<RunApiError> {
  const { status, headers } = response;
  const text = await readText(response, call.signal);
  if (status !== 404 && status !== 410) {
    const advice = 'That is what the host of the picture says, not the API.';
    return errorFromResponse(nameOf(call), { status, headers, body: parseBody(text).body }, advice);
  }
  return new NotFoundError(
    `${nameOf(call)} was answered ${status}: the picture is not there. The URL of a result lives for 7 days; when it has ended, the picture has to be made anew. Save pictures as soon as they are made.`,
    { status },
  );
}

function noPicture(response: Response, call: Call, head: Uint8Array, fault: string): InvalidResponseError {
  const text = new TextDecoder().decode(head);
  return invalidResponse(
    { call: nameOf(call), status: response.status, body: text, text: () => text },
    fault,
  );
}

const lost =
  (call: Call) =>
  (error: unknown): never => {
    throw error instanceof RunApiError ? error : networkError(nameOf(call), error, (data) => data);
  };
