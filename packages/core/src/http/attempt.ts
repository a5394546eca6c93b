import { RateLimitError } from '../errors/classes.js';
import { redactor } from '../errors/redact.js';
import { RunApiError } from '../errors/run-api-error.js';
import type { ResolvedOptions } from '../options.js';
import { type Call, isRepeatable, nameOf, type RedirectRule, type Reply, type Send } from './call.js';
import { isId } from './encode-id.js';
import { errorFromResponse } from './error-from-response.js';
import { createFetchOnce } from './fetch-once.js';
import { followRedirects } from './follow-redirects.js';
import { notJson } from './invalid-response.js';
import { networkError } from './network-error.js';
import { parseBody, readText } from './read-body.js';

/**
 * One `fetch` with its whole body. Any answer but a JSON one of 2xx (elsewhere: any of 2xx) is an error, and so is none.
 * @param onRateLimit called when a 429 has begun: its body may take its time, and others would leave meanwhile
 */
export function createAttempt(
  options: Pick<ResolvedOptions, 'apiKey' | 'baseUrl' | 'fetch' | 'fetchOptions'>,
  onRateLimit: (retryAfterMs: number) => void,
): Send {
  const { baseUrl } = options;
  const fetchOnce = createFetchOnce(options);
  /** A GET within its origin, and nothing else. */
  const rule = ({ method }: Call): RedirectRule => ({
    follows: ({ origin }) => method === 'GET' && origin === baseUrl.origin,
    why: 'the API key goes to baseUrl alone, and a POST is sent once. Set baseUrl to the address that RunAPI itself names.',
  });
  const redact = redactor(options.apiKey);
  return async (call) => {
    try {
      const { elsewhere } = call;
      const url = elsewhere?.url ?? baseUrl.href + call.path;
      const response = await followRedirects(call, url, elsewhere?.rule ?? rule(call), fetchOnce);
      const { status, headers, ok } = response;
      const named = headers.get('x-runapi-task-id') ?? undefined;
      const taskId = isId(named) ? redact(named) : undefined;
      const toError = (body: unknown) =>
        errorFromResponse(nameOf(call), { status, headers, taskId, body }, elsewhere?.advice);
      const limit = status === 429 && !elsewhere ? toError('') : undefined;
      if (limit instanceof RateLimitError) onRateLimit(limit.retryAfterMs);
      call.onAnswer?.({ taskId, toError: ok ? undefined : () => toError('') });
      const text = await readText(response, call.signal);
      const { body, isJson } = parseBody(text);
      // Whoever answered may have echoed the request, key and all. It goes before an excerpt cuts it in two.
      if (!ok) throw toError(redact(body));
      const reply: Reply = {
        call: nameOf(call),
        isOpen: !isRepeatable(call),
        status,
        requestId: redact(headers.get('x-request-id') ?? undefined),
        taskId,
        body,
        text: () => redact(text), // only errors ask for it
      };
      if (!isJson && !elsewhere) throw notJson(reply);
      return reply;
    } catch (error) {
      if (error instanceof RunApiError) throw error;
      throw call.elsewhere?.toError(error) ?? networkError(nameOf(call), error, redact);
    }
  };
}
