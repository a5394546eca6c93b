import type { HttpHandler } from 'msw';
import { baseOf } from '../bases.js';
import { isLost } from '../service/faults/lost-connection.js';
import type { Service } from '../service/service.js';

/**
 * The sandbox as MSW's handlers: one, for everything under a base URL. It is no instance of MSW's class, because
 * this must be synchronous and this module must load where there is no MSW. MSW 2 tells handlers by their `kind`
 * and calls `run`; what else it reads or calls is listed here. docs/decisions/005 says what that costs.
 */
export const createMswHandlers =
  (service: Service, bases: Set<string>) =>
  (baseUrl = 'https://runapi.ai'): HttpHandler[] => {
    const base = readBase(baseUrl);
    bases.add(base);
    const own: ReadonlySet<string> = new Set([base]);
    const isMeant = (request: Request): boolean => baseOf(request.url, own) !== undefined;

    const handler = {
      kind: 'request', // MSW 2.13 and later
      __kind: 'RequestHandler', // before that
      info: { header: `sandbox ${base}`, method: /.+/, path: `${base}/*` },
      isUsed: false,
      run: async ({ request, requestId }: { request: Request; requestId?: string }) => {
        if (!isMeant(request)) return null;
        handler.isUsed = true;
        // A body can be read once, and MSW's events want it, too.
        const response = await answer(service, request.clone(), base);
        return { handler, request, requestId, parsedResult: {}, response };
      },
      parse: async () => ({}),
      predicate: ({ request }: { request: Request }) => isMeant(request),
      test: async ({ request }: { request: Request }) => isMeant(request),
      log: () => {},
      reset: () => {},
      restore: () => {},
    };
    return [handler as unknown as HttpHandler];
  };

/** MSW makes of `Response.error()` what `fetch` does when the connection breaks. */
async function answer(service: Service, request: Request, base: string): Promise<Response> {
  try {
    return await service.handle(request, base);
  } catch (error) {
    if (isLost(error)) return Response.error();
    throw error;
  }
}

function readBase(baseUrl: string): string {
  let url: URL | undefined;
  try {
    url = new URL(baseUrl);
  } catch {
    // said below
  }
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash) {
    throw new TypeError(
      `sandbox.mswHandlers: baseUrl must be an http or https URL, as the client has it; it is ${String(baseUrl)}.`,
    );
  }
  return (url.origin + url.pathname).replace(/\/+$/, '');
}
