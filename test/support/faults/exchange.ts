import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Answer } from '../answers.js';

/** One request, as it came over the wire. */
export interface Seen {
  readonly method: string;
  /** Path and query, not decoded. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** What of it had come when the answer, or the fault, began. */
  readonly body: string;
  /** When it came, on the clock of `performance.now()`. */
  readonly at: number;
  /** 1 for the server's first connection. */
  readonly connection: number;
}

/** What a fault has in hand once the whole request is there. */
export interface Exchange {
  readonly socket: Socket;
  /** What a healthy service would have said. */
  readonly answer: Answer;
  /** Resolves after so long, or when the client has gone. */
  pause(ms: number): Promise<void>;
  /** Resolves when the client has gone, or the server is closed. */
  readonly gone: Promise<void>;
}

export type Play = (exchange: Exchange) => void | Promise<void>;
