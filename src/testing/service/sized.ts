import { problem } from './answers.js';
import { maxBodyBytesAt } from './exchange.js';
import type { Layer } from './layers.js';

export const sized: Layer = (next) => (exchange) =>
  exchange.body.kind === 'too large'
    ? problem(
        413,
        'payload_too_large',
        `The body is larger than ${maxBodyBytesAt(exchange.url.pathname)} bytes.`,
      )
    : next(exchange);
