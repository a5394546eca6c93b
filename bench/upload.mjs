// What an upload of 100 MB costs in memory: the peak of the whole process, before and after. Needs a build.
// node bench/upload.mjs
import { fork } from 'node:child_process';
import { openAsBlob } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SELF = fileURLToPath(import.meta.url);
const [, , role, url, path] = process.argv;
const peakMb = () => Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);

if (role === 'server') serve();
else if (role) await upload(role);
else await measure();

async function measure() {
  const folder = await mkdtemp(join(tmpdir(), 'bench-upload-'));
  const file = join(folder, 'big.png');
  await writeFile(file, Buffer.alloc(100_000_000, 'a picture'));
  const server = fork(SELF, ['server']);
  const address = await new Promise((resolve) => server.once('message', resolve));
  for (const way of ['openAsBlob', 'readFile']) {
    const run = fork(SELF, [way, address, file]);
    await new Promise((resolve) => run.once('exit', resolve));
  }
  server.kill();
  await rm(folder, { recursive: true });
}

async function upload(way) {
  const { FluxKontextClient } = await import('@runapi.ai/flux-kontext');
  const client = new FluxKontextClient({ apiKey: 'runapi_bench_key', baseUrl: url });
  const type = 'image/png';
  const file =
    way === 'openAsBlob' ? await openAsBlob(path, { type }) : new Blob([await readFile(path)], { type });
  const before = peakMb();
  await client.files.create({ file });
  console.log(`${way}: peak ${before} MB before the upload, ${peakMb()} MB after it`);
}

function serve() {
  const server = createServer(async (request, response) => {
    request.resume();
    await new Promise((resolve) => request.once('end', resolve));
    const { port } = server.address();
    const prepared = { signed_id: 's', upload_url: `http://127.0.0.1:${port}/put`, headers: {} };
    response.end(
      JSON.stringify(request.url.endsWith('/prepare') ? prepared : { url: 'https://files.test/1' }),
    );
  }).listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));
}
