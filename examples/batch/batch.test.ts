import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { batchFolder } from '../../test/examples/batch-folder.js';

// Each run is a process of its own, and a busy machine takes its time to start one.
vi.setConfig({ testTimeout: 180_000 });

test('declined prompts are final and shown, the rest is saved, and a second run has nothing left to do', async () => {
  const { sandbox, run, input, pictures, at } = await batchFolder();
  const prompts = await input(
    'prompts.csv',
    'prompt,output_format\n"A ""fox"" & <img src=x onerror=alert(1)>",png\nA crow [fail:content policy],\nA lighthouse,\nA lighthouse,\n',
  );
  const first = await run('--input', prompts);

  expect(first.output).toContain('Balance: 100,000,000 cents');
  expect(first.output).toContain('✗ row 3, A crow [fail:content policy]: content policy\n');
  expect(first.output).toContain('3 saved, 1 failed for good');
  expect(first.code).toBe(0);
  expect(await pictures()).toEqual([
    expect.stringMatching(/^a-fox-img-src-x-onerror-alert-1-\w{16}\.png$/),
    expect.stringMatching(/^a-lighthouse-\w{16}-2\.jpg$/),
    expect.stringMatching(/^a-lighthouse-\w{16}\.jpg$/),
  ]);
  const gallery = await readFile(at('gallery.html'), 'utf8');
  expect(gallery.match(/<img [^>]*src="pictures\/a-[^"]+"/g)).toHaveLength(3);
  expect(gallery).toContain('Failed: content policy');
  expect(gallery).not.toContain('<img src=x');

  const second = await run('--input', prompts);
  expect(second.output).toMatch(/^4 prompts in .*prompts\.csv; 3 saved already; 1 failed for good\n3 saved/);
  expect(second.code).toBe(0);
  expect(sandbox.tasks).toHaveLength(4);
});

test('a torn last line of the journal is dropped and said, and the run goes on without a second task', async () => {
  const { sandbox, run, input, at, journal, pictures } = await batchFolder();
  const prompts = await input('prompts.jsonl', '{"prompt":"A fox"}\n{"prompt":"A crow"}\n');
  await run('--input', prompts, '--concurrency', '1');
  const whole = await readFile(at('journal.jsonl'));
  const [, idOfFox] = whole.toString().split('\n');
  expect(idOfFox).toContain('taskId');

  // Torn in the line with the task's id, and in the one with its path.
  for (const bytes of [whole.indexOf('"taskId"') + 20, whole.length - 1]) {
    await writeFile(at('journal.jsonl'), whole);
    await truncate(at('journal.jsonl'), bytes);
    const { code, output } = await run('--input', prompts);
    expect(output).toMatch(/^The last line of .*journal\.jsonl was torn \(\d+ bytes\), and is dropped/);
    expect(output).toContain('2 saved, 0 failed for good');
    expect(code).toBe(0);
  }
  expect((await journal()).length).toBeGreaterThan(0);
  expect(sandbox.tasks.filter(({ params }) => params['prompt'] === 'A fox')).toHaveLength(1);
  expect(await pictures()).toHaveLength(2);
});

test('a journal that is broken in the middle is refused, since what it held may be paid twice', async () => {
  const { sandbox, run, input, at } = await batchFolder();
  const prompts = await input('prompts.csv', 'prompt\nA fox\n');
  await run('--input', prompts);
  await appendFile(at('journal.jsonl'), 'what?\n{"picture":"x","key":"y"}\n');
  const { code, output } = await run('--input', prompts);

  expect([code, output]).toEqual([
    2,
    expect.stringMatching(/^Line 4 of .*journal\.jsonl is no line of a journal/),
  ]);
  expect(sandbox.tasks).toHaveLength(1);
});

test('rows may move between two runs; a changed prompt is one new task, and what it replaces is kept', async () => {
  const { sandbox, run, input, pictures, at } = await batchFolder();
  await run(
    '--input',
    await input('prompts.csv', 'prompt,aspect_ratio\nA fox,1:1\nA crow,4:3\nA hare,4:3\n'),
  );
  const changed = await input('prompts.csv', 'aspect_ratio,prompt\n4:3,A hare\n1:1,A red fox\n4:3,A crow\n');
  const { code, output } = await run('--input', changed);

  expect(output).toMatch(
    /^3 prompts in .*; 2 saved already; 1 paid for prompts that are no longer in the input/,
  );
  expect(code).toBe(0);
  expect(sandbox.tasks.map(({ params }) => params['prompt']).slice(3)).toEqual(['A red fox']);
  expect(await pictures()).toHaveLength(4);
  expect(await readFile(at('gallery.html'), 'utf8')).toContain('A fox <small>no longer in the input</small>');
});

test('a paid picture whose row was taken away before it was saved is fetched all the same', async () => {
  const { sandbox, start, run, input, pictures } = await batchFolder({ pendingMs: 3_600_000 });
  const life = start('--input', await input('prompts.csv', 'prompt\nA fox\n'));
  const { id } = await sandbox.waitFor(() => sandbox.tasks[0], { timeoutMs: 60_000 });
  await sandbox.waitFor(
    () => sandbox.requests.find(({ method, taskId }) => method === 'GET' && taskId === id),
    {
      timeoutMs: 60_000,
    },
  );
  life.kill('SIGKILL');
  await life.ended;
  sandbox.finish(id);
  sandbox.fail({ status: 402, on: 'create' }); // and also when there is no money for the new one
  const { code, output } = await run('--input', await input('prompts.csv', 'prompt\nA crow\n'));

  expect(output).toContain('The credits ran out: top up at https://runapi.ai/billing');
  expect(code).toBe(1);
  expect(await pictures()).toEqual([expect.stringMatching(/^a-fox-/)]);
});

test('out of credits half-way: no more creates, and the same command goes on when there are new ones', async () => {
  const { sandbox, run, input, pictures } = await batchFolder();
  const prompts = await input('prompts.csv', 'prompt\nA fox\nA crow\nA hare\n');
  sandbox.fail({ status: 402, on: 'create' });
  const first = await run('--input', prompts, '--concurrency', '1');

  expect(first.output).toContain(
    '0 saved, 0 failed for good, 3 left (0 of them paid and going on at RunAPI)',
  );
  expect(first.output).toContain('The credits ran out: top up at https://runapi.ai/billing');
  expect(first.output).toContain('The same command goes on from here: nothing is paid twice.');
  expect(first.code).toBe(1);
  expect(sandbox.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  expect((await run('--input', prompts)).code).toBe(0);
  expect(await pictures()).toHaveLength(3);
  expect(sandbox.tasks).toHaveLength(3);
});

test('two runs in one folder: the second is refused, and a killed one leaves no lock behind', async () => {
  const { sandbox, start, run, input, pictures } = await batchFolder({ pendingMs: 3_600_000 });
  const prompts = await input('prompts.csv', 'prompt\nA fox\n');
  const life = start('--input', prompts);
  const { id } = await sandbox.waitFor(() => sandbox.tasks[0], { timeoutMs: 60_000 });
  const second = await run('--input', prompts);

  expect(second).toEqual({
    code: 2,
    output: expect.stringMatching(/^Another run works in .*out\. Wait for it/),
  });
  life.kill('SIGKILL');
  await life.ended;
  sandbox.finish(id);
  expect((await run('--input', prompts)).code).toBe(0);
  expect(await pictures()).toHaveLength(1);
  expect(sandbox.tasks).toHaveLength(1);
});

test('a folder may have braces in its name, and temporary files may be far down: a killed run is gone on with', async () => {
  const deep = await mkdtemp(join(tmpdir(), 'ü'.repeat(40)));
  onTestFinished(() => rm(deep, { recursive: true }));
  const options = { pendingMs: 3_600_000 };
  const { sandbox, start, run, input, pictures } = await batchFolder(options, 'out {id} {mine}', {
    TMPDIR: deep,
  });
  const prompts = await input('prompts.csv', 'prompt\nA fox\n');
  const life = start('--input', prompts);
  const { id } = await sandbox.waitFor(() => sandbox.tasks[0], { timeoutMs: 60_000 });
  life.kill('SIGKILL');
  await life.ended;
  sandbox.finish(id);

  expect((await run('--input', prompts)).code).toBe(0);
  expect(await pictures()).toHaveLength(1);
  expect(sandbox.tasks).toHaveLength(1);
});

test('Ctrl+C ends it in order, and says how to go on', async () => {
  const { sandbox, start, input } = await batchFolder({ pendingMs: 3_600_000 });
  const life = start('--input', await input('prompts.csv', 'prompt\nA fox\nA crow\n'), '--concurrency', '1');
  const { id } = await sandbox.waitFor(() => sandbox.tasks[0], { timeoutMs: 60_000 });
  await sandbox.waitFor(
    () => sandbox.requests.find(({ method, taskId }) => method === 'GET' && taskId === id),
    {
      timeoutMs: 60_000,
    },
  );
  life.kill('SIGINT');

  expect(await life.ended).toBe(130);
  expect(life.output()).toContain('2 left (1 of them paid and going on at RunAPI)');
  expect(life.output()).toContain('Stopped by hand.\nThe same command goes on from here');
});

test('no input, and a wrong option, are said before anything is made', async () => {
  const { sandbox, run, input } = await batchFolder();
  const cases = [
    [['--input', '/nowhere/prompts.csv'], /^There is no \/nowhere\/prompts\.csv\. Give --input/],
    [['--input', 'prompts.txt'], /^--input must be a \.csv or \.jsonl file/],
    [['--concurrency', '0'], /^--concurrency must be a whole number from 1, not "0"/],
    [
      ['--input', await input('bad.csv', 'prompt,model\nA fox\n')],
      /^bad\.csv can't be run.*\n {2}row 2, column "model": is missing/,
    ],
  ] as const;
  for (const [args, words] of cases)
    expect(await run(...args)).toEqual({ code: 2, output: expect.stringMatching(words) });
  expect(sandbox.requests).toEqual([]);
});
