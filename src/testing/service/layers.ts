import type { Exchange } from './exchange.js';

export type Endpoint = (exchange: Exchange) => Response | Promise<Response>;

/** Something that holds for the endpoints behind it. */
export type Layer = (next: Endpoint) => Endpoint;

/** Outermost first. */
export const layered = (layers: readonly Layer[], endpoint: Endpoint): Endpoint =>
  layers.reduceRight((next, layer) => layer(next), endpoint);
