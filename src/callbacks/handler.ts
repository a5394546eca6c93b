import { CallbackVerificationError, type FetchRequest, type FetchResponse } from '@runapi.ai/core/callbacks';
import { atMost } from './at-most.js';
import {
  type CallbackHandlerOptions,
  type ResolvedHandlerOptions,
  resolveHandlerOptions,
} from './handler-options.js';
import { once } from './once.js';
import { readBody } from './read-body.js';
import { type UnwrappedCallback, unwrapCallback } from './unwrap.js';

/** A plain `Request` → `Response`, as Next.js, Hono, Remix, Bun, Deno and Workers take it. */
export type CallbackHandler = (request: FetchRequest) => Promise<FetchResponse>;

/** What stands before each log line. */
const NAME = '[runapi] callback';

/**
 * Receives RunAPI's callbacks: verifies the raw body, calls your function once for each callback, and answers in
 * time. Make one when the process starts, and keep it.
 *
 * | status | when |
 * | --- | --- |
 * | 200 | handled, now or before |
 * | 400 | RunAPI signed it, but it is no final task |
 * | 401 | it is not verified; the reason goes to the logger, and not to the caller |
 * | 405 | not a POST |
 * | 409 | another worker has it in hand |
 * | 413 | more than 1 MiB |
 * | 500 | your function threw, or the store failed, or `timeoutMs` passed; the error goes to the logger |
 *
 * After anything but 2xx RunAPI sends it again. A function that is still running at `timeoutMs` goes on: its success
 * counts, and until that is written down a repeat gets 409.
 *
 * A function that never ends holds its callback until the process ends: hand `signal` on to what you await. A runtime
 * that stops all work with the answer (edge functions, Workers) cuts off what runs on, and only the lease sets the
 * callback free: keep the work below `timeoutMs` there, and the store outside.
 *
 * A missing secret fails here and not at the first callback. Where a build imports your routes without the
 * environment (`next build`), make the handler at the first request: `(handler ??= createCallbackHandler(…))(request)`.
 * @throws CallbackVerificationError (`invalid_secret`) without a usable secret; ValidationError naming every other
 * option that can't be used
 */
export function createCallbackHandler(options: CallbackHandlerOptions): CallbackHandler {
  const resolved = resolveHandlerOptions(options);
  return async (request) => {
    requireRequest(request);
    if (request.method !== 'POST') return new Response(null, { status: 405, headers: { Allow: 'POST' } });
    return new Response(null, { status: await inTime(resolved, (stop) => receive(request, resolved, stop)) });
  };
}

/** The status that `work` gives, which never throws; 500 when it takes too long. */
async function inTime(
  { timeoutMs, log }: ResolvedHandlerOptions,
  work: (stop: AbortController) => Promise<number>,
): Promise<number> {
  const stop = new AbortController();
  return await atMost(timeoutMs, work(stop), () => {
    const why = `not handled within ${timeoutMs} ms`;
    log.error(`${NAME}: ${why}, answered 500. What still runs goes on, and its success counts.`);
    stop.abort(new DOMException(`The callback was ${why}.`, 'TimeoutError'));
    return 500;
  });
}

async function receive(
  request: Request,
  options: ResolvedHandlerOptions,
  stop: AbortController,
): Promise<number> {
  try {
    const body = await readBody(request, stop.signal);
    if (stop.signal.aborted) return 500;
    if (!body) return refused(options, 413, 'its body is too large');
    const callback = unwrap(body, request.headers, options);
    return typeof callback === 'number' ? callback : await handle(callback, options, stop);
  } catch (error) {
    options.log.error(`${NAME}: answered 500.`, error);
    return 500;
  }
}

/** The callback, or the status for one that is none. */
function unwrap(
  body: Uint8Array,
  headers: Headers,
  options: ResolvedHandlerOptions,
): UnwrappedCallback | number {
  const { secret, toleranceSeconds, now } = options;
  try {
    return unwrapCallback({ body, headers, secret, toleranceSeconds, now });
  } catch (error) {
    if (!(error instanceof CallbackVerificationError)) throw error;
    // The signature is looked at before the body: an invalid body is RunAPI's.
    return refused(options, error.reason === 'invalid_body' ? 400 : 401, `${error.reason}. ${error.message}`);
  }
}

async function handle(
  { id, timestamp, task }: UnwrappedCallback,
  options: ResolvedHandlerOptions,
  stop: AbortController,
): Promise<number> {
  const { store, log, onCompleted, onFailed } = options;
  const name = `${NAME} ${id} of task ${task.id}`;
  if (task.status === 'failed' && !onFailed) {
    log.warn(
      `${name}: the task failed, and there is no onFailed to tell: ${String(task.error ?? 'no reason given').slice(0, 200)}`,
    );
    return 200;
  }
  const event = { id, timestamp, signal: stop.signal };
  const call = () =>
    task.status === 'completed' ? onCompleted({ ...event, task }) : onFailed?.({ ...event, task });
  try {
    return (await once(id, call, { store, name, stop, log })) === 'in_progress' ? 409 : 200;
  } catch (error) {
    log.error(`${name}: answered 500.`, error);
    return 500;
  }
}

function refused({ log }: ResolvedHandlerOptions, status: number, why: string): number {
  log.warn(`${NAME}: answered ${status}: ${why}`);
  return status;
}

function requireRequest(request: unknown): void {
  if (typeof Reflect.get(Object(Reflect.get(Object(request), 'headers')), 'get') === 'function') return;
  throw new TypeError(
    'The callback handler takes a Request, and got something else. node:http, Express, Fastify: toNodeListener(handler). Hono: handler(context.req.raw).',
  );
}
