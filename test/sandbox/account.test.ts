import { afterEach, expect, test, vi } from 'vitest';
import { balanceOf, getApi } from './support/account.js';
import { bodyOf, idOf, inProcess, params } from './support/calls.js';

afterEach(() => {
  vi.useRealTimers();
});

const max = { ...params, model: 'flux-kontext-max' };

test('the account says whose key it is, in the fields of the wire', async () => {
  const { sandbox } = inProcess();

  expect(await bodyOf(getApi(sandbox, '/me'))).toEqual({
    id: expect.any(String),
    name: expect.any(String),
    email: expect.stringContaining('@'),
    account: { id: expect.any(String), name: expect.any(String) },
  });
});

test('the balance falls with each task, by what the task says that it cost', async () => {
  const { sandbox, create } = inProcess({ balanceCents: 100 });
  const costs = [await bodyOf(create()), await bodyOf(create(max))].map(({ billing }) => billing.cost_cents);
  const spent = costs[0] + costs[1];

  expect(costs[1]).toBeGreaterThan(costs[0]);
  expect(await bodyOf(getApi(sandbox, '/me/balance'))).toEqual({
    balance_cents: 100 - spent,
    paid_balance_cents: 100 - spent,
    bonus_balance_cents: 0,
    spent_cents_today: spent,
    spent_cents_total: spent,
  });
});

test('a repeat, a refused create and one that met a fault cost nothing', async () => {
  const { sandbox, create } = inProcess({ balanceCents: 100 });
  const key = { 'Idempotency-Key': 'order-1' };
  await create(params, key);
  const balance = await balanceOf(sandbox);
  await create(params, key);
  await create({ ...params, prompt: 'Another' }, key);
  await create({ model: 'flux' });
  sandbox.fail({ status: 503, on: 'create' });
  await create();

  expect(await balanceOf(sandbox)).toBe(balance);
  expect(balance).toBeLessThan(100);
});

test('a create that the balance does not cover gets 402, and makes no task; a repeat of a paid one does not', async () => {
  const { sandbox, create } = inProcess({ balanceCents: 4 });
  const key = { 'Idempotency-Key': 'order-1' };
  const id = await idOf(create(params, key));
  const answer = await create();

  expect(answer.status).toBe(402);
  expect(await bodyOf(answer)).toEqual({
    error: { code: 'insufficient_credits', message: expect.any(String) },
  });
  expect(await idOf(create(params, key))).toBe(id);
  expect(sandbox.tasks).toHaveLength(1);
});

test('with nothing at the start, the first create gets 402', async () => {
  const { create } = inProcess({ balanceCents: 0 });

  expect((await create()).status).toBe(402);
});

test('what was spent today begins anew at midnight, UTC', async () => {
  vi.useFakeTimers({ now: Date.parse('2026-05-01T23:59:59Z') });
  const { sandbox, create } = inProcess({ balanceCents: 100 });
  await create();
  vi.setSystemTime(Date.parse('2026-05-02T00:00:00Z'));

  expect(await bodyOf(getApi(sandbox, '/me/balance'))).toMatchObject({
    spent_cents_today: 0,
    spent_cents_total: 4,
  });
});

test('reset gives the money back', async () => {
  const { sandbox, create } = inProcess({ balanceCents: 100 });
  await create();
  sandbox.reset();

  expect(await balanceOf(sandbox)).toBe(100);
});

test('the account is shown to its key only', async () => {
  const { sandbox } = inProcess();
  const answers = await Promise.all(
    ['/me', '/me/balance'].map((path) => sandbox.fetch(`${sandbox.url}/api/v1${path}`)),
  );

  expect(answers.map(({ status }) => status)).toEqual([401, 401]);
});
