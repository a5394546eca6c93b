import { type Redact, redactor } from '../errors/redact.js';
import { RunApiError } from '../errors/run-api-error.js';
import type { ResolvedOptions } from '../options.js';
import { type Call, nameOf, type Reply, type Send } from './call.js';
import { errorFromResponse } from './error-from-response.js';
import { createFetchOnce } from './fetch-once.js';
import { followRedirects } from './follow-redirects.js';
import { invalidResponse } from './invalid-response.js';
import { networkError } from './network-error.js';
import { parseBody, readBody } from './read-body.js';

/** One `fetch` with its whole body. Any answer but a JSON one of 2xx is an error, and so is none. */
export function createAttempt(
  options: Pick<ResolvedOptions, 'apiKey' | 'baseUrl' | 'fetch' | 'fetchOptions'>,
): Send {
  const fetchOnce = createFetchOnce(options);
  const redact = redactor(options.apiKey);
  return async (call) => {
    try {
      const response = await followRedirects(call, options.baseUrl, fetchOnce);
      return readReply(call, response, await readText(response, call.signal), redact);
    } catch (error) {
      throw error instanceof RunApiError ? error : networkError(nameOf(call), error, redact);
    }
  };
}

/** The body of an error only explains it: when that is lost, the status still counts, and so does a `Retry-After`. */
async function readText(response: Response, signal: AbortSignal | undefined): Promise<string> {
  try {
    return await readBody(response, signal);
  } catch (error) {
    if (response.ok || error instanceof RunApiError) throw error;
    return '';
  }
}

/** Whoever answered may have echoed the request, key and all. It goes before an excerpt cuts it in two. */
function readReply(call: Call, { status, headers, ok }: Response, text: string, redact: Redact): Reply {
  const { body, isJson } = parseBody(text);
  if (!ok) throw errorFromResponse(nameOf(call), { status, headers, body: redact(body) });
  const reply = {
    call: nameOf(call),
    status,
    requestId: redact(headers.get('x-request-id') ?? undefined),
    taskId: redact(headers.get('x-runapi-task-id') ?? undefined),
    body,
    text: redact(text),
  };
  if (!isJson) throw invalidResponse(reply, 'is not JSON');
  return reply;
}
