import type { Sandbox } from '../../../src/testing/index.js';
import { bodyOf } from './calls.js';

/** A bare `GET` of the API, with the sandbox's key. */
export const getApi = (sandbox: Sandbox, path: string): Promise<Response> =>
  sandbox.fetch(`${sandbox.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${sandbox.apiKey}` } });

export const balanceOf = async (sandbox: Sandbox): Promise<number> =>
  (await bodyOf(getApi(sandbox, '/me/balance'))).balance_cents;
