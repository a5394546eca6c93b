import type { SandboxRequest } from '../types.js';
import type { Clock } from './clock.js';
import type { Exchange } from './exchange.js';
import type { Layer } from './layers.js';
import type { Log } from './log.js';

export interface RequestRecord {
  readonly exchange: Exchange;
  readonly receivedAt: number;
  status?: number;
}

/** Writes each request down before it is answered: those that never are must show, too. */
export const recorded =
  (log: Log<RequestRecord>, clock: Clock): Layer =>
  (next) =>
  async (exchange) => {
    const record = log.add({ exchange, receivedAt: clock.now() });
    const response = await next(exchange);
    record.status = response.status;
    return response;
  };

/** For assertions. Bodies are parsed here, when somebody looks. */
export function showRequest(record: RequestRecord, apiKey: string): SandboxRequest {
  const { id, request, url, body } = record.exchange;
  return {
    id,
    receivedAt: new Date(record.receivedAt),
    method: request.method,
    path: url.pathname + url.search,
    headers: showHeaders(request.headers, apiKey),
    ...(body.kind === 'text' && { body: parsed(body.text) }),
    ...(record.status !== undefined && { status: record.status }),
  };
}

/** A key that is not the sandbox's may be a real one that was sent by mistake: it is not kept to be printed. */
const showHeaders = (headers: Headers, apiKey: string): Record<string, string> =>
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
