import { type ClientOptions, FluxKontextClient } from '@runapi.ai/flux-kontext';

/** A key that looks like a real one. */
export const KEY = 'runapi_live_9fK2xQ7mZt4Lw8Rb1Vc6Ny3H';

export const params = { model: 'flux-kontext-pro', prompt: 'A lighthouse at dawn' } as const;

/** A client that does not dawdle and logs nothing, unless told otherwise. */
export const clientWith = (options: ClientOptions = {}): FluxKontextClient =>
  new FluxKontextClient({
    apiKey: KEY,
    maxRetries: 0,
    retryBaseDelayMs: 1,
    retryMaxDelayMs: 1,
    logLevel: 'off',
    ...options,
  });

/** A `fetch` that always gives this answer, and counts. */
export function answering(status: number, body: BodyInit | null, headers: Record<string, string> = {}) {
  const calls: { url: string; init: RequestInit }[] = [];
  const fetch = async (url: unknown, init: RequestInit = {}) => {
    calls.push({ url: String(url), init });
    return new Response(body, { status, headers });
  };
  return { fetch: fetch as typeof globalThis.fetch, calls };
}

/** What a promise was rejected with; it must be. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('it was fulfilled');
    },
    (error: unknown) => error,
  );
}
