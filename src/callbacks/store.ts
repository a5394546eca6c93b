/**
 * What `claim` found: `'claimed'`, the callback is the caller's to handle; `'in_progress'`, another worker holds it;
 * `'done'`, it was handled before.
 */
export type CallbackClaim = 'claimed' | 'in_progress' | 'done';

/**
 * Where it is kept which callbacks were handled, so that each is handled once. Write your own for your database
 * with these three functions; `callbackStoreConformance` of `/testing` tells whether it keeps what is promised here.
 *
 * `id` is `X-Callback-Id`. `token` is fresh for each run of a handler: it is the fence that keeps a worker which lost
 * its lease from ending the claim of another. Without a token (a script, a test) nothing is fenced.
 */
export interface CallbackStore {
  /**
   * How long a claim holds unless its holder claims again, in milliseconds. The handler does so, with the same
   * token, three times in each lease while your function runs, so the lease of a process that dies runs out.
   * Absent: a claim holds until it is completed or released.
   */
  readonly leaseMs?: number | undefined;

  /**
   * Takes the callback into hand, in one atomic step: of any number of workers at the same moment one gets
   * `'claimed'`. With the token that holds the claim already it answers `'claimed'` and begins the lease anew. A
   * callback whose lease ran out can be claimed by anyone.
   */
  claim(id: string, token?: string): CallbackClaim | Promise<CallbackClaim>;

  /**
   * Writes down that the callback was handled: every later claim gets `'done'`. `false`: another token holds the
   * claim, and nothing was changed. When the lease ran out and nobody has claimed since, it is written down all the
   * same: the work is done. Completing again changes nothing.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a store that fences nothing has nothing to say
  complete(id: string, token?: string): boolean | void | Promise<boolean | void>;

  /**
   * Gives the callback back: the next claim gets it. Does nothing, and does not fail, when it is done, unknown, or
   * another token holds it.
   */
  release(id: string, token?: string): unknown;
}
