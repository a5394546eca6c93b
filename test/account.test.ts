import { FluxKontextClient, InvalidResponseError, ValidationError } from '@runapi.ai/flux-kontext';
import { createSandbox } from '@runapi.ai/flux-kontext/testing';
import { expect, test } from 'vitest';
import { answer, limited } from './support/answers.js';
import { clientWith, KEY, params, rejection } from './support/clients.js';
import { fakeFetch } from './support/fake-fetch.js';
import { faultServer } from './support/fault-server.js';

const me = { id: 'user_1', name: 'Ada', email: 'ada@example.com', account: { id: 'acc_1', name: 'Ada' } };
const balance = {
  balance_cents: 1_250,
  paid_balance_cents: 1_000,
  bonus_balance_cents: 250,
  spent_cents_today: 40,
  spent_cents_total: 8_750,
};

test('info and balance are one GET each, with the key, and give every field that came', async () => {
  const server = await faultServer(
    answer(200, { ...me, plan: 'pro' }),
    answer(200, { ...balance, currency: 'usd' }),
  );
  const { account } = clientWith({ baseUrl: `${server.url}/proxy/` });
  expect(await account.info()).toEqual({ ...me, plan: 'pro' });
  expect(await account.balance({ clientRequestId: 'mine' })).toEqual({ ...balance, currency: 'usd' });
  expect(server.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
    'GET /proxy/api/v1/me',
    'GET /proxy/api/v1/me/balance',
  ]);
  for (const { headers } of server.requests) {
    expect(headers).toMatchObject({ authorization: `Bearer ${KEY}`, accept: 'application/json' });
    expect(headers).not.toHaveProperty('idempotency-key');
  }
  expect(server.requests[1]?.headers).toHaveProperty('x-client-request-id', 'mine');
});

test('passing faults are retried, as those of every GET are', async () => {
  const { fetch, asked } = fakeFetch(answer(503), limited(0), answer(200, balance));
  expect(await clientWith({ fetch, maxRetries: 2 }).account.balance()).toEqual(balance);
  expect(asked).toHaveLength(3);
});

test.each([
  ['info', [], 'is not an object'],
  ['info', {}, 'has no id'],
  ['info', { id: null }, 'has no id'],
  ['info', 'user_1', 'is not an object'],
  ['balance', {}, 'has no balance_cents'],
  ['balance', { balance_cents: '1250' }, 'has no balance_cents'],
  ['balance', { balance_cents: null }, 'has no balance_cents'],
  ['balance', null, 'is not an object'],
] as const)('what is no answer to %s is refused, and why is said: %j', async (name, body, said) => {
  const { fetch } = fakeFetch(answer(200, JSON.stringify(body)));
  const error = await rejection(clientWith({ fetch }).account[name]());
  expect(error).toBeInstanceOf(InvalidResponseError);
  expect(String(error)).toContain(`but the answer ${said}: it begins with ${JSON.stringify(body)}.`);
});

test('its options are checked before anything is sent', async () => {
  const { fetch, asked } = fakeFetch(answer(200, balance));
  const error = await rejection(clientWith({ fetch }).account.balance({ timeoutMs: -1 }));
  expect(error).toBeInstanceOf(ValidationError);
  expect(asked).toHaveLength(0);
});

test('in the sandbox the balance falls with each task', async () => {
  const sandbox = createSandbox();
  const client = new FluxKontextClient(sandbox.clientOptions);
  const before = await client.account.balance();
  await client.textToImage.create(params);
  const after = await client.account.balance();
  expect(after.balance_cents).toBeLessThan(before.balance_cents);
  expect(await client.account.info()).toMatchObject({
    email: expect.any(String),
    account: { id: expect.any(String) },
  });
});
