#!/usr/bin/env node
// Hundreds of pictures from a list of prompts, each paid for once, whatever happens in between:
//   node examples/batch/batch.mjs --input prompts.csv --out out/batch --concurrency 8
// Killed, or out of credits? The same command goes on where it stopped.
import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { FluxKontextClient, RunApiError } from '@runapi.ai/flux-kontext';
import { writeGallery } from './gallery.mjs';
import { readInput } from './input.mjs';
import { openJournal } from './journal.mjs';
import { lockFolder } from './lock.mjs';
import { readOptions, USAGE } from './options.mjs';
import { createPauses } from './pauses.mjs';
import { removeParts, toPictures } from './pictures.mjs';
import { createProgress } from './progress.mjs';
import { runAll } from './run-all.mjs';
import { createRunOne } from './run-one.mjs';
import { makeSample } from './sample.mjs';
import { summary } from './summary.mjs';
import { UserError } from './user-error.mjs';

const say = (line) => console.log(line);
/** Everything under way ends at the first Ctrl+C, and is in the journal; the second one kills. */
const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => stopping.abort());

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) say(USAGE);
  else process.exitCode = await batch(options);
} catch (error) {
  if (!(error instanceof UserError || error instanceof RunApiError || error?.syscall)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof UserError ? 2 : 1;
}

async function batch({ input, out, concurrency, make, isSandbox }) {
  const client = new FluxKontextClient({ logLevel: process.env.RUNAPI_LOG ?? 'error' });
  await mkdir(out, { recursive: true });
  const lock = await lockFolder(out);
  const { signal } = stopping;
  try {
    if (make) say(await makeSample(input, make));
    const rows = await readInput(input);
    const journal = await openJournal(join(out, 'journal.jsonl'), say);
    try {
      const pictures = await toPictures(rows, journal.entries, out);
      await removeParts(out);
      say(pictures.describe(relative('', input)));
      if (pictures.todo.length > 0) say(await balance(client));

      const progress = createProgress(pictures.todo.length, say);
      const runOne = createRunOne({ client, journal, out, signal, pollIntervalMs: isSandbox ? 250 : 2_000 });
      const stopped = await runAll(pictures.todo, {
        concurrency,
        runOne,
        progress,
        pauses: createPauses(),
        stopping,
      });
      progress.end();
      const gallery = await writeGallery(join(out, 'gallery.html'), pictures.all);
      const { text, exitCode } = summary(pictures, { stopped, gallery: relative('', gallery) });
      say(text);
      return exitCode;
    } finally {
      await journal.close();
    }
  } finally {
    await lock.release();
  }
}

/** A wrong key ends the batch here, before anything has begun; anything else that goes wrong is no reason not to try. */
async function balance(client) {
  try {
    const { balance_cents } = await client.account.balance();
    return `Balance: ${balance_cents.toLocaleString('en')} cents. What a picture costs: https://runapi.ai/pricing`;
  } catch (error) {
    if (error?.status === 401 || error?.status === 403) throw error;
    return `The balance is not known: ${error.message}`;
  }
}
