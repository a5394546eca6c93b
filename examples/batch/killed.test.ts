import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import jpeg from 'jpeg-js';
import { expect, test } from 'vitest';
import { batchFolder } from '../../test/examples/batch-folder.js';
import { createDice } from '../../test/support/random.js';

const PROMPTS = Number(process.env['BATCH_PROMPTS'] ?? 500);
const KILLS = 24;
const SEED = Number(process.env['BATCH_SEED'] ?? 1);
const ARGS = ['--make', String(PROMPTS), '--concurrency', '32'];

test(`${PROMPTS} prompts, killed ${KILLS} times at random moments: as many tasks, and as many pictures that open`, async () => {
  console.log(`BATCH_SEED=${SEED} BATCH_PROMPTS=${PROMPTS}`);
  const dice = createDice(SEED);
  const { sandbox, start, run, at, journal, pictures } = await batchFolder();

  for (let kills = 0; kills < KILLS; ) {
    const before = sandbox.requests.length;
    const life = start(...ARGS);
    const isOver = life.ended.then(() => true);
    const requests = dice.int(1, Math.ceil((PROMPTS * 5) / KILLS));
    const moment = dice.chance(0.15)
      ? sleep(dice.int(0, 500)) // also while it starts
      : sandbox
          .waitFor(() => sandbox.requests.length >= before + requests, { timeoutMs: 600_000 })
          .then(() => sleep(dice.int(0, 20)));
    if (await Promise.race([isOver, moment])) throw new Error(`It ended by itself:\n${life.output()}`);
    life.kill('SIGKILL');
    expect(await life.ended).toBeNull();
    kills++;
  }
  const killedAt = (await pictures()).length;
  console.log(`${killedAt} of ${PROMPTS} pictures were there after the last kill.`);
  const { code, output } = await run(...ARGS);

  expect(output).toContain(`${PROMPTS} saved, 0 failed for good`);
  expect(code).toBe(0);
  // The sandbox's own books: what would have been paid.
  const prompts = (await readFile(at('prompts.csv'), 'utf8')).match(/(?<=^").*(?=",)/gm) ?? [];
  expect(new Set(prompts).size).toBe(PROMPTS);
  expect(sandbox.tasks.map(({ params }) => params['prompt']).sort()).toEqual(prompts.sort());

  const lines = await journal();
  const promptOf = new Map(
    lines.map(({ picture, prompt }) => [picture, prompt] as const).filter(([, it]) => it),
  );
  const taskOf = new Map(
    lines.map(({ picture, taskId }) => [picture, taskId] as const).filter(([, it]) => it),
  );
  const pathOf = new Map(lines.map(({ picture, path }) => [picture, path] as const).filter(([, it]) => it));
  for (const { id, params } of sandbox.tasks) {
    const [picture] = [...taskOf].find(([, taskId]) => taskId === id) ?? [];
    expect(promptOf.get(picture ?? '')).toBe(params['prompt']);
  }
  const paths = [...pathOf.values()];
  expect(await pictures()).toEqual(paths.map((path = '') => path.replace('pictures/', '')).sort());
  expect(paths).toHaveLength(PROMPTS);
  for (const path of paths) {
    const { width, height } = jpeg.decode(await readFile(at(path ?? '')), {
      useTArray: true,
      formatAsRGBA: false,
    });
    expect([width, height]).toEqual([640, 480]);
  }
  const gallery = await readFile(at('gallery.html'), 'utf8');
  expect(gallery.match(/<img /g)).toHaveLength(PROMPTS);
}, 900_000);
