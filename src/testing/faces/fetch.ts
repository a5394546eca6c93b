import { type Bases, baseOf } from '../bases.js';
import type { Handle } from '../service/service.js';

/**
 * The sandbox as a `fetch`. It answers for its bases only: a client that still points elsewhere must fail, and
 * not look as if it worked.
 */
export const createFetch =
  (handle: Handle, bases: Bases): typeof fetch =>
  async (input, init) => {
    const signal = init?.signal ?? (input instanceof Request ? input.signal : null);
    // The signal stays out of the Request: test environments bring an AbortSignal of their own, which it refuses.
    const request = new Request(input, { ...init, signal: null });
    const base = baseOf(request.url, bases);
    if (base === undefined) throw unknownHost(request.url, bases);
    return signal ? untilAborted(signal, () => handle(request, base)) : handle(request, base);
  };

async function untilAborted(signal: AbortSignal, work: () => Promise<Response>): Promise<Response> {
  if (signal.aborted) throw signal.reason;
  let abort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function unknownHost(url: string, bases: Bases): TypeError {
  const cause = new Error(
    `${url} is not the sandbox's: it answers for ${[...bases].join(', ')}. Pass sandbox.url as baseUrl.`,
  );
  return new TypeError('fetch failed', { cause: Object.assign(cause, { code: 'ENOTFOUND' }) });
}
