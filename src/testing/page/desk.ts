import type { Sandbox } from '../types.js';

/** What the page needs of the sandbox behind it. */
export interface Desk {
  readonly apiKey: string;
  tasks(): Sandbox['tasks'];
  requests(): Sandbox['requests'];
  callbacks(): Sandbox['callbacks'];
  readonly subscribe: Sandbox['subscribe'];
  readonly finish: Sandbox['finish'];
  readonly failTask: Sandbox['failTask'];
  readonly redeliver: Sandbox['redeliver'];
  /** A picture by the last part of a URL's path. Looking at it is no request to the service, so it is not kept as one. */
  imageAt(url: URL): Response;
}
