/** A whole answer, as a healthy service would give it. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is when it is a text or bytes, else as JSON; nothing when absent. */
  readonly body?: unknown;
}

export const answer = (status: number, body?: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  body,
  headers,
});

export const created = (id = 'task_1') => answer(202, { id });
export const pending = (id = 'task_1') => answer(200, { id, status: 'processing' });
export const done = (id = 'task_1') =>
  answer(200, { id, status: 'completed', images: [{ url: `https://cdn.test/${id}.png` }] });
export const failed = (id = 'task_1') => answer(200, { id, status: 'failed', error: 'nsfw' });
export const limited = (retryAfter: number | string) =>
  answer(429, { error: 'Too many requests' }, { 'Retry-After': String(retryAfter) });

export function bytesOf({ body }: Answer): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** The head of an answer as it goes over the wire, with these headers beside its own; not its empty line. */
export function headOf({ status, headers = {} }: Answer, more: Record<string, string | number>): string {
  const lines = Object.entries({ 'Content-Type': 'application/json', ...headers, ...more });
  return [`HTTP/1.1 ${status} ${status}`, ...lines.map(([name, value]) => `${name}: ${value}`)].join('\r\n');
}
