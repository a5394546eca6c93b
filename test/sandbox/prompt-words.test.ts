import { expect, test } from 'vitest';
import { idOf, inProcess, params } from './support/calls.js';

const prompted = (prompt: string) => ({ ...params, prompt });

test('[status:503x2]: the first two creates of a task get 503, then it is made, once', async () => {
  const { sandbox, create } = inProcess();
  const send = async (key: string) =>
    (await create(prompted('A lake [status:503x2]'), { 'Idempotency-Key': key })).status;

  expect([await send('a'), await send('a'), await send('a'), await send('a')]).toEqual([503, 503, 202, 202]);
  expect(await send('b')).toBe(503); // another order
  expect(sandbox.tasks).toHaveLength(1);
});

test('without a key, the same input is the same task to be', async () => {
  const { create } = inProcess();
  const send = async (prompt: string) => (await create(prompted(prompt))).status;

  expect(await send('A [status:429]')).toBe(429);
  expect(await send('A [status:429]')).toBe(202);
  expect(await send('B [status:429]')).toBe(429);
  expect(await send('A [status:429]')).toBe(202);
});

test.each(['network', 'network x1'])('[status:%s] breaks the connection', async (what) => {
  const { sandbox, create } = inProcess();
  const prompt = `A lake [status:${what}]`;

  await expect(create(prompted(prompt))).rejects.toThrow('fetch failed');
  expect((await create(prompted(prompt))).status).toBe(202);
  expect(sandbox.tasks).toHaveLength(1);
});

test('[status:drop body] makes the task, and the answer breaks off', async () => {
  const { sandbox, create } = inProcess();
  const key = { 'Idempotency-Key': 'order-1' };
  const answer = await create(prompted('A lake [status:drop body]'), key);
  await expect(answer.text()).rejects.toThrow('terminated');

  expect(await idOf(create(prompted('A lake [status:drop body]'), key))).toBe(sandbox.tasks[0]?.id);
});

test('[status:html] is a page of a gateway', async () => {
  const { create } = inProcess();
  const answer = await create(prompted('A lake [status:html]'));

  expect(answer.status).toBe(502);
  expect(await answer.text()).toContain('<html>');
});

test('several words hold together', async () => {
  const { sandbox, create } = inProcess({ pendingMs: 0, clock: 'manual' });
  const body = prompted('A lake [status:500] [slow:5s] [fail:too wet]');
  await create(body);
  await create(body);
  await sandbox.advance(4_999);
  expect(sandbox.tasks[0]?.status).toBe('processing');
  await sandbox.advance(1);

  expect(sandbox.tasks).toMatchObject([{ status: 'failed', error: 'too wet' }]);
});

test.each([
  ['[status:200]', /400 to 599, network/],
  ['[status:503x0]', /such as 503x2/],
  ['[status:nework]', /network/],
  ['[callback:often]', /duplicate, late/],
  ['[slow:soon]', /30s/],
])('%s is refused: a fault that never comes would be tested for nothing', async (word, advice) => {
  const { create, sandbox } = inProcess();
  const answer = await create(prompted(`A lake ${word}`));

  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ errors: { prompt: [expect.stringMatching(advice)] } });
  expect(sandbox.tasks).toEqual([]);
});

test.each(['[status]', '[slow]', '[no-callback:1]', '[style:oil]', '[constructor:1]'])(
  '%s is an ordinary part of the prompt',
  async (word) => {
    const { create } = inProcess();

    expect((await create(prompted(`A lake ${word}`))).status).toBe(202);
  },
);
