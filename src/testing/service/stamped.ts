import { newRequestId } from './exchange.js';
import type { Layer } from './layers.js';

/** Printable ASCII, at most 512 characters: what the service takes as an id of the caller's. */
export const isCallerId = (value: string): boolean => /^[\x20-\x7e]{1,512}$/.test(value);

/** Every answer says which request it is for. */
export const stamped: Layer = (next) => async (exchange) => {
  const response = stamp(await next(exchange), exchange.id);
  const clientRequestId = exchange.request.headers.get('X-Client-Request-Id');
  if (clientRequestId && isCallerId(clientRequestId)) {
    response.headers.set('X-Client-Request-Id', clientRequestId);
  }
  return response;
};

export function stamp(response: Response, requestId = newRequestId()): Response {
  response.headers.set('X-Request-Id', requestId);
  return response;
}
