import { randomUUID } from 'node:crypto';
import { signCallback } from '@runapi.ai/flux-kontext/callbacks';

export const SECRET = 'c2VjcmV0LWtleS1mb3ItdGVzdHM=';
export const URL_OF_RECEIVER = 'https://your.app/webhooks/runapi/flux-kontext';

export const completed = {
  id: 'task_1',
  status: 'completed',
  images: [{ url: 'https://cdn.test/1.png' }],
} as const;
export const failed = { id: 'task_2', status: 'failed', error: 'nsfw' } as const;

export interface Delivery {
  readonly id: string;
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** What RunAPI sends for a task; signed now, under a fresh id unless one is given. */
export function delivery(task: unknown = completed, id: string = randomUUID()): Delivery {
  const body = typeof task === 'string' ? task : JSON.stringify(task);
  const headers = { 'Content-Type': 'application/json', ...signCallback({ body, secret: SECRET, id }) };
  return { id, body, headers };
}

/** The same, as a `Request`: one for each delivery, as a body can be read once. */
export const requestOf = ({ body, headers }: Delivery, more: RequestInit = {}): Request =>
  new Request(URL_OF_RECEIVER, { method: 'POST', body, headers, ...more });
