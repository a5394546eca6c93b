import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AuthenticationError,
  InsufficientCreditsError,
  NetworkError,
  RateLimitError,
  TaskFailedError,
  TaskTimeoutError,
} from '@runapi.ai/flux-kontext';
import { expect, onTestFinished, test } from 'vitest';

const load = (name: string) => import(/* @vite-ignore */ new URL(name, import.meta.url).href);
const { readInput } = await load('input.mjs');
const { createPauses } = await load('pauses.mjs');
const { runAll } = await load('run-all.mjs');
const { timeLeft } = await load('progress.mjs');
const { makeSample } = await load('sample.mjs');

interface Picture {
  prompt: string;
  taskId?: string;
}

const pictures: Picture[] = [{ prompt: 'a' }, { prompt: 'b' }, { prompt: 'c' }];

/** Runs the pictures one by one; what `outcomes` has for a prompt is thrown, one after the other. */
async function run(outcomes: Record<string, unknown[]>, limits: object, list = pictures, concurrency = 1) {
  const order: string[] = [];
  const said: string[] = [];
  const failed: string[] = [];
  const stopped = await runAll(list, {
    concurrency,
    runOne: async ({ prompt }: Picture) => {
      order.push(prompt);
      const error = outcomes[prompt]?.shift();
      if (error) throw error;
    },
    progress: {
      say: (line: string) => said.push(line),
      done: () => {},
      failed: ({ prompt }: Picture) => failed.push(prompt),
    },
    pauses: createPauses({ firstMs: 1, longestMs: 4, ...limits }),
    stopping: new AbortController(),
  });
  return { stopped, order: order.join(''), said, failed };
}

async function file(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'input-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

test('a 429 with a long Retry-After pauses everything for as long, and then goes on', async () => {
  const startedAt = Date.now();
  const { stopped, order, said } = await run({ a: [new RateLimitError('Slow.', { retryAfterMs: 150 })] }, {});

  expect([stopped, order]).toEqual([undefined, 'abca']);
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(149);
  expect(said).toEqual([expect.stringMatching(/^Slow\. All pause until /)]);
});

test('a Retry-After that is longer than it is patient ends it at once', async () => {
  const error = new RateLimitError('Slow.', { retryAfterMs: 7_200_000 });

  expect(await run({ a: [error] }, {})).toMatchObject({ stopped: error, order: 'a' });
});

test('an outage is waited out, and given up when nothing got done for too long', async () => {
  const outage = () => Array.from({ length: 1_000 }, () => new NetworkError('No answer.'));

  expect(await run({ a: outage().slice(0, 3) }, {})).toMatchObject({ stopped: undefined, order: 'abcaaa' });
  const { stopped } = await run({ a: outage(), b: outage(), c: outage() }, { giveUpMs: 50 });
  expect(stopped).toBeInstanceOf(NetworkError);
});

test('a task that takes too long is waited for again when the rest is done', async () => {
  const { stopped, order } = await run({ a: [new TaskTimeoutError('Not final.')] }, {});

  expect([stopped, order]).toEqual([undefined, 'abca']);
});

test('a declined prompt concerns nobody else; a wrong key and a full disk end it', async () => {
  expect(await run({ b: [new TaskFailedError('Declined.')] }, {})).toMatchObject({
    stopped: undefined,
    order: 'abc',
    failed: ['b'],
  });
  for (const error of [
    new AuthenticationError('No.'),
    Object.assign(new Error('ENOSPC'), { syscall: 'write' }),
  ])
    expect(await run({ a: [error] }, {})).toMatchObject({ stopped: error, order: 'a' });
});

test('without credits, what was paid for is still fetched', async () => {
  const list = [{ prompt: 'a' }, { prompt: 'b' }, { prompt: 'c', taskId: 'task_1' }];
  const error = new InsufficientCreditsError('No credits.');

  expect(await run({ a: [error] }, {}, list)).toMatchObject({ stopped: error, order: 'ac' });
});

test('a CSV may have a BOM, CRLF, quotes, several lines in a cell, empty cells and empty lines', async () => {
  const path = await file(
    'p.csv',
    '\uFEFFprompt , model,safety_tolerance,enable_translation\r\n"A ""fox"",\r\nin snow",flux-kontext-max,0,no\r\n\r\n A crow ,,,\r\n',
  );

  expect(await readInput(path)).toEqual([
    {
      row: 2,
      params: {
        prompt: 'A "fox",\r\nin snow',
        model: 'flux-kontext-max',
        safety_tolerance: 0,
        enable_translation: false,
      },
    },
    { row: 4, params: { prompt: 'A crow', model: 'flux-kontext-pro' } },
  ]);
});

test.each([
  ['p.csv', 'prompt,model\nA fox\n', 'row 2, column "model": is missing'],
  ['p.csv', 'prompt,model\nA fox,flux-kontext-pro\n\nA, b, c\n', 'row 4: has 3 columns, and row 1 has 2'],
  ['p.csv', 'prompt,aspect_ratio\n,4:3\n', 'row 2, column "prompt": '],
  ['p.csv', 'prompt,aspect_ratio\nA fox,5:1\n', 'row 2, column "aspect_ratio": '],
  ['p.csv', 'prompt,safety_tolerance\nA fox,low\n', 'row 2, column "safety_tolerance": '],
  ['p.csv', 'promt\nA fox\n', 'no column "prompt" in row 1, which names the columns: promt'],
  ['p.csv', 'prompt\n"A fox\n', "can't be read: Quote Not Closed"],
  ['p.csv', 'prompt,prompt\nA fox,A crow\n', 'has the column "prompt" twice'],
  ['p.csv', 'prompt\n', 'holds no prompts'],
  [
    'p.jsonl',
    '{"prompt":"A fox"}\n{"promt":"A fox"}\n',
    'line 2, field "promt": unknown parameter: did you mean prompt?',
  ],
  ['p.jsonl', '{"prompt":"A fox"}\n{"prompt":\n', 'line 2: is no JSON object'],
])('%s: %j is refused with its place', async (name, text, words) => {
  await expect(readInput(await file(name, text))).rejects.toThrow(words);
});

test('a file that is not UTF-8 is refused: a prompt that was misread would be paid for', async () => {
  const path = await file('p.csv', '');
  await writeFile(path, Buffer.from('prompt\nCaf\xe9\n', 'latin1'));

  await expect(readInput(path)).rejects.toThrow(
    'p.csv is not UTF-8. In a spreadsheet, save it as "CSV UTF-8".',
  );
});

test('500 sample prompts are 500 different ones, and never written over a list that is there', async () => {
  for (const name of ['p.csv', 'p.jsonl']) {
    const path = await file(name, '');
    await rm(path);
    await makeSample(path, 500);
    expect(await makeSample(path, 7)).toContain('stays as it is');
    const rows = await readInput(path);
    expect(new Set(rows.map(({ params }: { params: Picture }) => params.prompt)).size).toBe(500);
  }
});

test('the time that is left goes by what this run has done', () => {
  expect(timeLeft(0, 0, 500)).toBe('no estimate yet');
  expect(timeLeft(60_000, 100, 500)).toBe('about 4 min left');
  expect(timeLeft(60_000, 5, 500)).toBe('about 1 h 39 min left');
  expect(timeLeft(3_000, 4, 4)).toBe('took 3 s');
});
