import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';

export type Visitor = ReturnType<typeof createVisitor>;

/** Somebody who uses the server of an example. */
export function createVisitor(url: string) {
  const send = (path: string, body: string, headers: Record<string, string>) =>
    fetch(url + path, { method: 'POST', body, headers });
  const post = (body: unknown) =>
    send('/pictures', JSON.stringify(body), { 'Content-Type': 'application/json' });
  return {
    send,
    post,
    /** Orders a picture, and gives its id. */
    order: async (prompt = 'A lighthouse', orderId: string = randomUUID()): Promise<string> => {
      const response = await post({ orderId, prompt });
      expect(response.status).toBe(202);
      return (await response.json()).id;
    },
    /** What the server says of a picture, with the status of the answer as `code`. */
    show: async (id: string) => {
      const response = await fetch(`${url}/pictures/${id}`);
      return { code: response.status, ...(await response.json()) };
    },
  };
}
