#!/usr/bin/env node
// A picture, an edit, a declined prompt and a signed callback, all on this machine: npm run demo
// The same against the real service, which costs credits: npm run demo -- --real
import { parseArgs } from 'node:util';
import { FluxKontextClient } from '@runapi.ai/flux-kontext';
import { createSandbox } from '@runapi.ai/flux-kontext/testing';
import { listenForCallback } from './callback-listener.mjs';
import { outputFolder } from './output-folder.mjs';
import { createStatusLines } from './status-lines.mjs';
import { callBack, decline, edit, generate } from './tasks.mjs';

const real = isReal();

if (real && !process.env.RUNAPI_API_KEY) {
  console.error('--real needs an API key: get one at https://runapi.ai/api_keys and set RUNAPI_API_KEY.');
  process.exit(1);
}

const folder = outputFolder(new URL('../../out/', import.meta.url));
if (real) await onTheRealService();
else await onThisMachine();
folder.list();

function isReal() {
  try {
    return parseArgs({ options: { real: { type: 'boolean', default: false } } }).values.real;
  } catch (error) {
    console.error(`${error.message}\n\nUsage: npm run demo [-- --real]`);
    return process.exit(2);
  }
}

async function onThisMachine() {
  const sandbox = createSandbox();
  const server = await sandbox.listen();
  const listener = await listenForCallback(sandbox.callbackSecret);
  console.log(`A RunAPI on this machine: ${server.url} (no key, no network, no cost)\n`);
  const client = new FluxKontextClient({ apiKey: sandbox.apiKey, baseUrl: server.url });
  const status = createStatusLines();
  try {
    await Promise.all([
      generate(client, status, folder, 250).then((image) => edit(client, status, folder, image, 250)),
      decline(client, status, 250), // the sandbox is quick; the default of 2,000 ms is for the real service
      callBack(client, status, folder, listener),
    ]);
  } finally {
    status.end();
    listener.close();
    await server.close();
  }
}

async function onTheRealService() {
  console.log('RunAPI itself, with your key: two pictures, which cost credits.');
  console.log(
    'A callback needs a public URL and a declined prompt would cost credits for nothing, so both are left out.\n',
  );
  const status = createStatusLines();
  try {
    const client = new FluxKontextClient();
    await edit(client, status, folder, await generate(client, status, folder));
  } finally {
    status.end();
  }
}
