#!/usr/bin/env node
// A picture on your disk, edited, saved beside it, and both on one page:
//   node examples/edit-local-photo/edit.mjs photo.jpg "Make it snow"
import { dirname, join, parse, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { FluxKontextClient, RunApiError } from '@runapi.ai/flux-kontext';
import { saveImage } from '@runapi.ai/flux-kontext/node';
import { readPhoto } from './read-photo.mjs';
import { writePage } from './write-page.mjs';

const USAGE = `Usage: node examples/edit-local-photo/edit.mjs <photo> "<what is to change>" [--model flux-kontext-max]
To resume an edit that is already paid for: node examples/edit-local-photo/edit.mjs <photo> --task <id>
It reads RUNAPI_API_KEY, and RUNAPI_BASE_URL for a sandbox: npx flux-kontext-sandbox`;

const { positionals, values } = readArgs();
const [photo, prompt] = positionals;

try {
  if (!photo || (prompt === undefined) === (values.task === undefined)) {
    console.error(USAGE);
    process.exitCode = 2;
  } else await edit();
} catch (error) {
  if (!(error instanceof RunApiError || error?.syscall)) throw error;
  console.error(error.message);
  if (error.taskId) console.error(`To fetch it later: add --task ${error.taskId} in place of the prompt.`);
  process.exitCode = 1;
}

async function edit() {
  const client = new FluxKontextClient();
  const result = values.task ? await client.textToImage.wait(values.task) : await uploadAndEdit(client);
  // With the task's id in its name, so that no edit replaces another one.
  const beside = join(dirname(photo), parse(photo).name).replace(/\{\w+\}/g, '{$&}'); // a photo may be called {id}
  const edited = `${beside}-edited-{id}.{ext}`;
  const { path } = await saveImage(result.images[0], edited, { id: result.id });
  const page = join(dirname(path), `${parse(path).name}.html`);
  await writePage(page, { before: photo, after: path, prompt: prompt ?? result.id });
  console.log(`Saved: ${relative('', path)}\nSide by side: ${relative('', page)}`);
}

async function uploadAndEdit(client) {
  const file = await readPhoto(photo);
  console.log(`Uploading ${photo} (${(file.size / 1_000_000).toFixed(1)} MB) …`);
  const { url } = await client.files.create({ file, file_name: parse(photo).base });
  return client.textToImage.run(
    { model: values.model, prompt, input_image: url },
    { onCreated: ({ id }) => console.log(`Paid for: ${id}`), onUpdate: ({ status }) => console.log(status) },
  );
}

function readArgs() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { model: { type: 'string', default: 'flux-kontext-pro' }, task: { type: 'string' } },
    });
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
}
