import type { Handle } from '../service/service.js';

/**
 * The sandbox as a `fetch`. It answers for `origins` only: a client that still points elsewhere must fail, and
 * not look as if it worked.
 */
export const createFetch =
  (handle: Handle, origins: ReadonlySet<string>): typeof fetch =>
  async (input, init) => {
    const signal = init?.signal ?? (input instanceof Request ? input.signal : null);
    // The signal stays out of the Request: test environments bring an AbortSignal of their own, which it refuses.
    const request = new Request(input, { ...init, signal: null });
    if (!origins.has(new URL(request.url).origin)) throw unknownHost(request.url, origins);
    return signal ? untilAborted(signal, () => handle(request)) : handle(request);
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

function unknownHost(url: string, origins: ReadonlySet<string>): TypeError {
  const cause = new Error(
    `${url} is not the sandbox's: it answers for ${[...origins].join(', ')}. Pass sandbox.url as baseUrl.`,
  );
  return new TypeError('fetch failed', { cause: Object.assign(cause, { code: 'ENOTFOUND' }) });
}
