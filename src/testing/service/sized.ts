import { problem } from './answers.js';
import { MAX_BODY_BYTES } from './exchange.js';
import type { Layer } from './layers.js';

export const sized: Layer = (next) => (exchange) =>
  exchange.body.kind === 'too large'
    ? problem(413, 'payload_too_large', `The body is larger than ${MAX_BODY_BYTES} bytes.`)
    : next(exchange);
