import { problem } from './answers.js';
import type { Endpoint } from './layers.js';

export interface Route {
  readonly methods: readonly string[];
  readonly path: RegExp;
  readonly endpoint: Endpoint;
}

/** The first route with this path and method; 404 without such a path, 405 when only the method is wrong. */
export const createRouter =
  (routes: readonly Route[]): Endpoint =>
  (exchange) => {
    const { request, url } = exchange;
    const candidates = routes.filter(({ path }) => path.test(url.pathname));
    const route = candidates.find(({ methods }) => methods.includes(request.method));
    if (route) return route.endpoint(exchange);
    if (candidates.length === 0) return problem(404, 'not_found', `There is nothing at ${url.pathname}.`);
    const allow = candidates.flatMap(({ methods }) => methods).join(', ');
    return problem(405, 'method_not_allowed', `${request.method} is not possible here.`, { Allow: allow });
  };

/** The last part of the path: the id of what is asked for. */
export const lastSegment = (url: URL): string => url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
