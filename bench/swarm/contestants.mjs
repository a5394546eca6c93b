// Three ways to wait for many tasks; each runs in a process of its own and sends what it used.
import { FluxKontextClient } from '@runapi.ai/flux-kontext';

const [, , name, port, count] = process.argv;
const baseUrl = `http://127.0.0.1:${port}`;
const params = { model: 'flux-kontext-pro', prompt: 'A lighthouse' };
const INTERVAL_MS = 2_000;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const bareLoop = (fetch) => {
  const url = `${baseUrl}/api/v1/flux_kontext/text_to_image`;
  const headers = { Authorization: 'Bearer bench', 'Content-Type': 'application/json' };
  return async () => {
    const { id } = await (await fetch(url, { method: 'POST', headers, body: JSON.stringify(params) })).json();
    for (;;) {
      const task = await (await fetch(`${url}/${id}`, { headers })).json();
      if (task.status === 'completed') return task;
      await sleep(INTERVAL_MS);
    }
  };
};

const contestants = {
  /** What this package is for. */
  sdk() {
    const client = new FluxKontextClient({ apiKey: 'bench', baseUrl, logLevel: 'error' });
    return () => client.textToImage.run(params, { pollIntervalMs: INTERVAL_MS });
  },
  /** What one writes without an SDK: no limit, no retry, no time limit. */
  bare: () => bareLoop(fetch),
  /** The same, with as many requests at once as the SDK has: what is left of the difference is not the sockets. */
  bounded() {
    const waiting = [];
    let free = 64;
    // A turn later, as the SDK does it: until then the pool has not got the socket back.
    const leave = () =>
      setImmediate(() => {
        const enter = waiting.shift();
        if (enter) enter();
        else free++;
      });
    return bareLoop(async (...request) => {
      if (free > 0) free--;
      else await new Promise((enter) => waiting.push(enter));
      try {
        const body = await (await fetch(...request)).json();
        return { json: () => body };
      } finally {
        leave();
      }
    });
  },
};

const run = contestants[name]();
let mostMemory = 0;
const watch = setInterval(() => {
  try {
    mostMemory = Math.max(mostMemory, process.memoryUsage.rss());
  } catch {
    // It opens a file, and the bare loop has taken all that there are (`ulimit -n`).
  }
}, 100);
const startedAt = performance.now();
const delays = [];
let errors = 0;
await Promise.all(
  Array.from({ length: Number(count) }, async () => {
    try {
      const { completed_at } = await run();
      delays.push(Date.now() - completed_at);
    } catch (error) {
      if (errors++ === 0) console.error(name, error);
    }
  }),
);
clearInterval(watch);
const { user, system } = process.cpuUsage();
process.send({
  name,
  errors,
  wallMs: performance.now() - startedAt,
  cpuMs: (user + system) / 1000,
  mostMemory,
  meanDelayMs: delays.reduce((sum, ms) => sum + ms, 0) / Math.max(1, delays.length),
});
process.disconnect();
