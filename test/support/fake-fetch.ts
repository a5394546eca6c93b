import { type Answer, bytesOf } from './answers.js';

/** One request, as `fetch` got it. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly init: RequestInit;
  /** On the clock of `performance.now()`, which may be a fake one. */
  readonly at: number;
}

export type FakeStep = Answer | Error | 'hang' | ((asked: Asked) => Response | Promise<Response>);

/** A `fetch` in memory, for tests in which time is fake: it plays these steps, the last one for ever. */
export function fakeFetch(...steps: FakeStep[]) {
  const asked: Asked[] = [];
  const fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const step = steps[Math.min(asked.length, steps.length - 1)];
    const { method = 'GET' } = init;
    const now = {
      method,
      url: String(input),
      headers: new Headers(init.headers),
      init,
      at: performance.now(),
    };
    asked.push(now);
    if (step === undefined || step === 'hang') return hang(init.signal);
    if (step instanceof Error) throw step;
    return typeof step === 'function' ? step(now) : toResponse(step);
  };
  return { fetch: fetch as typeof globalThis.fetch, asked };
}

/** The answer, but only after so long. */
export const after =
  (ms: number, answer: Answer) =>
  ({ init }: Asked): Promise<Response> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(toResponse(answer)), ms);
      init.signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(init.signal?.reason);
      });
    });

/** What `fetch` throws when there is no connection. */
export const connectionError = (code = 'ECONNRESET'): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(`read ${code}`), { code }) });

export function toResponse(answer: Answer): Response {
  const bytes = bytesOf(answer);
  const init = { status: answer.status, ...(answer.headers ? { headers: answer.headers } : {}) };
  return new Response(bytes.length > 0 ? new Uint8Array(bytes) : null, init);
}

/** What never answers, until it is aborted. */
export const hang = (signal: AbortSignal | null | undefined): Promise<never> =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
