import { json } from '../answers.js';
import type { Endpoint } from '../layers.js';
import type { Credits } from './credits.js';

/** `GET /api/v1/me`: whose key it is. The sandbox has one account, and it is made up. */
export const showAccount: Endpoint = () =>
  json(200, {
    id: 'user_sandbox',
    name: 'Sandbox User',
    email: 'sandbox@example.com',
    account: { id: 'account_sandbox', name: 'Sandbox' },
  });

/** `GET /api/v1/me/balance` */
export const showBalance =
  (credits: Credits): Endpoint =>
  () =>
    json(200, credits.view());
