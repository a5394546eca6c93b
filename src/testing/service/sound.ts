import { problem } from './answers.js';
import { isLost } from './faults/lost-connection.js';
import type { Layer } from './layers.js';

/** A fault of the sandbox itself is an answer that says so. A connection that is to break goes through. */
export const sound: Layer = (next) => async (exchange) => {
  try {
    return await next(exchange);
  } catch (error) {
    if (isLost(error)) throw error;
    return problem(500, 'sandbox_error', `The sandbox itself failed, which is a bug of it: ${String(error)}`);
  }
};
