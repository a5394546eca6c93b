import type { SandboxAnswerFault, SandboxCall } from '../../types.js';
import { problem } from '../answers.js';
import type { Exchange } from '../exchange.js';
import type { Endpoint, Layer } from '../layers.js';
import type { Wait } from '../wait.js';
import { breakingOff } from './breaking-off.js';
import { gatewayPage } from './gateway-page.js';
import { lostConnection } from './lost-connection.js';

/** Lets a call's faults happen, before the key is looked at: a gateway's 503 does not ask for one. */
export const failing =
  (take: () => SandboxAnswerFault | undefined, wait: Wait): Layer =>
  (next) =>
  (exchange) => {
    const fault = take();
    return fault ? happen(fault, next, exchange, wait) : next(exchange);
  };

/** For callers that look for faults of theirs in several places. */
export const faultsOf =
  (call: SandboxCall, ...sources: ((call: SandboxCall) => SandboxAnswerFault | undefined)[]) =>
  (): SandboxAnswerFault | undefined => {
    for (const take of sources) {
      const fault = take(call);
      if (fault) return fault;
    }
    return undefined;
  };

export async function happen(
  fault: SandboxAnswerFault,
  next: Endpoint,
  exchange: Exchange,
  wait: Wait,
): Promise<Response> {
  const { status, retryAfter, processed, delayMs = 5_000 } = fault;
  if (status === 'slow') {
    await wait(delayMs, exchange);
    return next(exchange);
  }
  if (status === 'drop body') return breakingOff(await next(exchange));
  if (processed) await next(exchange);
  if (status === 'timeout') await wait(Number.POSITIVE_INFINITY, exchange); // whoever waits has to give up, as with a dead host
  if (status === 'network' || status === 'timeout') throw lostConnection();
  if (status === 'html') return gatewayPage();
  const [code, message] = texts[status] ?? ['sandbox_fault', `The sandbox was asked to answer ${status}.`];
  const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
  return problem(status, code, message, headers);
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
