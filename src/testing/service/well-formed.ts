import { problem } from './answers.js';
import type { Layer } from './layers.js';
import { isCallerId } from './stamped.js';

/** Ids that the caller gives are kept with the task, so they have a form. */
export const wellFormed: Layer = (next) => (exchange) => {
  const { headers } = exchange.request;
  const clientRequestId = headers.get('X-Client-Request-Id');
  if (clientRequestId && !isCallerId(clientRequestId)) {
    return problem(
      400,
      'bad_request',
      'X-Client-Request-Id must be printable ASCII of at most 512 characters.',
    );
  }
  if ((headers.get('Idempotency-Key')?.length ?? 0) > 512) {
    return problem(400, 'bad_request', 'Idempotency-Key must have at most 512 characters.');
  }
  return next(exchange);
};
