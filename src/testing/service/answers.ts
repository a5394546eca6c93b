/** A JSON answer. Nothing of the API may be cached: a stale one would be polled for ever. */
export function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  const text = JSON.stringify(body);
  const response = new Response(text, {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
  });
  texts.set(response, text);
  return response;
}

const texts = new WeakMap<Response, string>();

/** The body of an answer that `json` made, without reading it: that could be done once only. */
export const textOf = (response: Response): string | undefined => texts.get(response);

/**
 * Bytes of a picture or an upload, as the type that they came with. They share their origin with the sandbox's page, so
 * a browser that opens one runs nothing of it and does not guess at another type: an upload may be HTML.
 */
export const served = (bytes: Uint8Array, contentType: string): Response =>
  new Response(new Uint8Array(bytes), {
    headers: {
      'Content-Type': contentType,
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'",
    },
  });

/** A refusal, in the service's shape. */
export const problem = (
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Response => json(status, { error: { code, message } }, headers);

/** Faults by the name of the param. */
export type FieldErrors = Record<string, string[]>;

export const invalid = (errors: FieldErrors): Response => json(422, { error: 'Validation failed', errors });
