// How many creates the sandbox takes over HTTP, so that you know what you can load-test against it: npm run bench:sandbox
// The server has a process of its own. Beside the rate on the clock, which shares the machine with the sender, stands
// the rate per second of the server's processor time: what one core of its own would do.
import { fork } from 'node:child_process';
import { Agent, request } from 'node:http';
import { createSandbox } from '@runapi.ai/flux-kontext/testing';

const CREATES = 30_000;
const CONNECTIONS = 32;
const PATH = '/api/v1/flux_kontext/text_to_image';
const BODY = JSON.stringify({ model: 'flux-kontext-pro', prompt: 'A lighthouse in fog' });

/** The child: a sandbox as anybody starts it, that tells what it has used. */
async function serve() {
  const { url } = await createSandbox({ keep: 2 * CREATES }).listen(); // more than run at once: else it answers 503
  process.on('message', () => process.send({ ...process.cpuUsage(), rss: process.memoryUsage().rss }));
  process.send({ url });
}

async function measure() {
  const server = fork(new URL(import.meta.url), ['server']);
  try {
    await report(server);
  } finally {
    server.kill();
  }
}

async function report(server) {
  const { url } = await new Promise((resolve) => server.once('message', resolve));
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const usage = () =>
    new Promise((resolve) => {
      server.once('message', resolve);
      server.send('usage');
    });

  await createMany(url, agent, 2_000); // compiled by then
  const before = await usage();
  const start = performance.now();
  await createMany(url, agent, CREATES);
  const seconds = (performance.now() - start) / 1_000;
  const after = await usage();
  const cpuSeconds = (after.user + after.system - before.user - before.system) / 1e6;

  console.log(`${CREATES} creates over ${CONNECTIONS} connections, Node ${process.version}`);
  console.log(`on the clock: ${Math.round(CREATES / seconds)} per second`);
  console.log(`per core of the server: ${Math.round(CREATES / cpuSeconds)} per second`);
  console.log(`memory of the server: ${Math.round(after.rss / 1024 / 1024)} MiB`);
  agent.destroy();
}

async function createMany(url, agent, count) {
  let sent = 0;
  const sender = async () => {
    while (sent < count) await create(url, agent, `order-${process.hrtime.bigint()}-${sent++}`);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sender));
}

const create = (url, agent, key) =>
  new Promise((resolve, reject) => {
    const headers = {
      Authorization: 'Bearer runapi_sandbox_key',
      'Content-Type': 'application/json',
      'Content-Length': BODY.length,
      'Idempotency-Key': key,
    };
    const outgoing = request(url + PATH, { method: 'POST', agent, headers }, (incoming) => {
      incoming.resume();
      incoming.on('end', () => {
        if (incoming.statusCode === 202) resolve();
        else reject(new Error(`answered ${incoming.statusCode}`));
      });
    });
    outgoing.on('error', reject);
    outgoing.end(BODY);
  });

if (process.argv[2] === 'server') await serve();
else await measure();
