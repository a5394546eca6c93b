import { FluxKontextClient } from '@runapi.ai/flux-kontext';
import { expect, test } from 'vitest';
import { createSandbox } from '../../src/testing/index.js';
import { inProcess, params } from './support/calls.js';

/** What became of 200 creates, in order. */
async function weather(options: { failRate: number; seed?: number | string }) {
  const { sandbox, create } = inProcess(options);
  const outcomes: string[] = [];
  for (let call = 0; call < 200; call++) {
    const answer = await create().catch(() => 'lost');
    outcomes.push(typeof answer === 'string' ? answer : `${answer.status} ${await textOf(answer)}`);
  }
  return { sandbox, outcomes: outcomes.map((outcome) => outcome.replaceAll(/task_\w+/g, 'ID')) };
}

const textOf = (answer: Response) => answer.text().catch(() => 'broken off');

test('the same seed is the same weather, another seed another; the rate is about what was asked for', async () => {
  const [first, again, other] = await Promise.all([
    weather({ failRate: 0.3, seed: 7 }),
    weather({ failRate: 0.3, seed: 7 }),
    weather({ failRate: 0.3, seed: 'another' }),
  ]);
  const bad = first.outcomes.filter((outcome) => !/^202 .*ID/.test(outcome));

  expect(again.outcomes).toEqual(first.outcomes);
  expect(other.outcomes).not.toEqual(first.outcomes);
  expect(bad.length).toBeGreaterThan(30);
  expect(bad.length).toBeLessThan(90);
  expect(new Set(bad.map((outcome) => outcome.slice(0, 5))).size).toBeGreaterThan(3);
});

test('reset begins the weather anew', async () => {
  const { sandbox, create } = inProcess({ failRate: 0.5, seed: 7 });
  const statuses = () =>
    Promise.all(Array.from({ length: 20 }, () => create().then(({ status }) => status, String)));
  const first = await statuses();
  sandbox.reset();

  expect(await statuses()).toEqual(first);
});

test('the SDK gets through bad weather, and pays for one task each', async () => {
  const sandbox = createSandbox({ failRate: 0.3, seed: 3, pendingMs: 0, processingMs: 0 });
  const client = new FluxKontextClient({
    ...sandbox.clientOptions,
    maxRetries: 20,
    retryBaseDelayMs: 1,
    retryMaxDelayMs: 1,
    logLevel: 'off',
  });
  for (const prompt of ['A', 'B', 'C']) {
    await client.textToImage.run({ model: 'flux-kontext-pro', prompt }, { pollIntervalMs: 1 });
  }

  expect(sandbox.tasks.map(({ params }) => params['prompt'])).toEqual(['A', 'B', 'C']);
}, 60_000);

test('without a rate there is no weather', async () => {
  const { create } = inProcess({ failRate: 0 });
  const statuses = await Promise.all(
    Array.from({ length: 50 }, async () => (await create({ ...params })).status),
  );

  expect(new Set(statuses)).toEqual(new Set([202]));
});
