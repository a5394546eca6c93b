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
