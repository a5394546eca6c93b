import { FluxKontextClient } from '@runapi.ai/flux-kontext';
import { createDice } from '../support/random.js';

/** So many callers share a client, and with it a rate limit: one that is held for an hour spoils no more than these. */
const CALLERS_PER_CLIENT = 12;

/** Clients in a hurry, each with limits of its own, so that the storm is dense. */
export function createClients(seed: number, baseUrl: string): (run: number) => FluxKontextClient {
  const clients = new Map<number, FluxKontextClient>();
  return (run) => {
    const number = Math.floor(run / CALLERS_PER_CLIENT);
    const client = clients.get(number) ?? hurried(seed, number, baseUrl);
    clients.set(number, client);
    return client;
  };
}

function hurried(seed: number, number: number, baseUrl: string): FluxKontextClient {
  const dice = createDice(seed, number, 6);
  return new FluxKontextClient({
    apiKey: 'key-of-the-storm',
    baseUrl,
    timeoutMs: dice.int(500, 1_000),
    maxRetries: dice.int(0, 4),
    retryBaseDelayMs: dice.int(1, 5),
    retryMaxDelayMs: 20,
    maxConcurrentRequests: dice.int(3, 16),
    logLevel: 'off',
  });
}
