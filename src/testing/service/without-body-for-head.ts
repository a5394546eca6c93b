import type { Layer } from './layers.js';

/** HEAD gets the headers of GET. */
export const withoutBodyForHead: Layer = (next) => async (exchange) => {
  const response = await next(exchange);
  return exchange.request.method === 'HEAD' ? new Response(null, response) : response;
};
