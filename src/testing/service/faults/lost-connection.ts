const LOST = new WeakSet<object>();

/** What `fetch`, or the reading of its body, rejects with when the connection breaks. Over HTTP it breaks the connection. */
export function lostConnection(message: 'fetch failed' | 'terminated' = 'fetch failed'): TypeError {
  const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
  const error = new TypeError(message, { cause });
  LOST.add(error);
  return error;
}

export const isLost = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && LOST.has(error);
