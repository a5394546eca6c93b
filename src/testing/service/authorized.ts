import { DEFAULT_API_KEY } from '../resolve-options.js';
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
    return problem(401, 'unauthorized', `${fault}: this is a sandbox, which takes ${whichOf(apiKey)}.`, {
      'WWW-Authenticate': 'Bearer',
    });
  };

/** A key of your own may be a real one, and messages are logged. */
const whichOf = (apiKey: string): string =>
  apiKey === DEFAULT_API_KEY ? `the key ${apiKey}` : 'the apiKey that it was made with';
