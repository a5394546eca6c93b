import { problem } from './answers.js';
import type { Layer } from './layers.js';

/** The key, and nothing else, opens the API. */
export const authorized =
  (apiKey: string): Layer =>
  (next) =>
  (exchange) => {
    const [scheme, key] = (exchange.request.headers.get('Authorization') ?? '').split(/ +/);
    if (scheme?.toLowerCase() === 'bearer' && key === apiKey) return next(exchange);
    const fault = key ? 'This API key is not valid' : 'An API key is required';
    return problem(401, 'unauthorized', `${fault}: this is a sandbox, which takes the key ${apiKey}.`, {
      'WWW-Authenticate': 'Bearer',
    });
  };
