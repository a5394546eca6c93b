import type { SandboxRequest } from '../types.js';
import { textOf } from './answers.js';
import { type Exchange, MAX_BODY_BYTES, type ReadHeaders } from './exchange.js';
import type { Layer } from './layers.js';
import type { Log } from './log.js';
import type { Clock } from './time/clock.js';

export interface RequestRecord {
  readonly exchange: Exchange;
  readonly receivedAt: number;
  answer?: { readonly status: number; readonly headers: Headers; readonly text: string | undefined };
}

/** Of what counts: the body. */
export const sizeOfRequest = ({ exchange: { body } }: RequestRecord): number =>
  body.kind === 'text' ? body.text.length : 0;

export interface RecordedParts {
  log: Log<RequestRecord>;
  clock: Clock;
  changed(record: RequestRecord): void;
}

/** Writes each request down before it is answered: those that never are must show, too. */
export const recorded =
  ({ log, clock, changed }: RecordedParts): Layer =>
  (next) =>
  async (exchange) => {
    const record: RequestRecord = log.add({ exchange: withoutFile(exchange), receivedAt: clock.now() });
    changed(record);
    const response = await next(exchange);
    record.answer = { status: response.status, headers: response.headers, text: textOf(response) };
    changed(record);
    return response;
  };

/** What is written down must stay small: of a file it is only that it came. */
const withoutFile = (exchange: Exchange): Exchange =>
  exchange.body.kind === 'bytes' ||
  (exchange.body.kind === 'text' && exchange.body.text.length > MAX_BODY_BYTES)
    ? { ...exchange, body: { kind: 'too large' } }
    : exchange;

/** For assertions. Bodies are parsed here, when somebody looks. */
export function showRequest({ exchange, receivedAt, answer }: RequestRecord, apiKey: string): SandboxRequest {
  const { id, request, url, body } = exchange;
  return {
    id,
    receivedAt: new Date(receivedAt),
    method: request.method,
    path: url.pathname + url.search,
    headers: showHeaders(request.headers, apiKey),
    ...(body.kind === 'text' && { body: parsed(body.text) }),
    ...(answer && showAnswer(answer)),
  };
}

function showAnswer({ status, headers, text }: NonNullable<RequestRecord['answer']>) {
  const taskId = headers.get('X-RunAPI-Task-Id');
  return {
    status,
    responseHeaders: Object.fromEntries(headers),
    ...(text !== undefined && { responseBody: parsed(text) }),
    ...(taskId !== null && { taskId }),
  };
}

/** A key that is not the sandbox's may be a real one that was sent by mistake: it is not kept to be printed. */
const showHeaders = (headers: ReadHeaders, apiKey: string): Record<string, string> =>
  Object.fromEntries(
    [...headers].map(([name, value]) => [
      name,
      name === 'authorization' && value !== `Bearer ${apiKey}` ? "[not the sandbox's key]" : value,
    ]),
  );

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
