import type { SandboxFault } from '../types.js';
import { problem } from './answers.js';
import type { ApiCall, Faults } from './faults.js';
import type { Layer } from './layers.js';
import { lostConnection } from './lost-connection.js';

/** Lets the asked-for faults happen, before the key is looked at: a gateway's 503 does not ask for one. */
export const failing =
  (faults: Faults, call: ApiCall): Layer =>
  (next) =>
  async (exchange) => {
    const fault = faults.take(call);
    if (!fault) return next(exchange);
    if (fault.processed) await next(exchange);
    return happen(fault);
  };

function happen({ status, retryAfter }: SandboxFault): Response | Promise<never> {
  if (status === 'network') throw lostConnection();
  if (status === 'timeout') return new Promise(() => {}); // whoever waits has to give up, as with a dead host
  const [code, message] = texts[status] ?? ['sandbox_fault', `The sandbox was asked to answer ${status}.`];
  return problem(
    status,
    code,
    message,
    retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) },
  );
}

/** What the service says with a status; the words are ours. */
const texts: Record<number, readonly [code: string, message: string] | undefined> = {
  400: ['bad_request', 'The request is not valid.'],
  401: ['unauthorized', 'This API key is not valid.'],
  402: ['insufficient_credits', 'The balance is too low for this task.'],
  403: ['forbidden', 'This key may not do that.'],
  404: ['not_found', 'There is no such task.'],
  408: ['request_timeout', 'The request took too long.'],
  409: ['idempotency_conflict', 'This idempotency key was used with other input.'],
  422: ['invalid_params', 'The params are not valid.'],
  429: ['rate_limited', 'Too many requests.'],
  455: ['service_unavailable', 'The service is under maintenance.'],
  500: ['internal_error', 'Something went wrong.'],
  502: ['bad_gateway', 'The gateway got no answer.'],
  503: ['service_unavailable', 'The service is not available now.'],
  504: ['gateway_timeout', 'The gateway got no answer in time.'],
};
