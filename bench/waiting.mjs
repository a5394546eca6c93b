// What a task costs this process while it is waited for: node --expose-gc bench/waiting.mjs
import { FluxKontextClient } from '@runapi.ai/flux-kontext';

const COUNT = 10_000;
let asked = 0; // one of them by the call that warms up
const fetch = async () => {
  asked++;
  return Response.json({ id: 'task_1', status: 'processing' });
};
const client = new FluxKontextClient({ apiKey: 'bench', fetch });
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

await client.textToImage.wait('task_1', { maxWaitMs: 0 }).catch(() => {}); // whatever is made once
globalThis.gc();
const before = { heap: process.memoryUsage().heapUsed, timers: timers() };
const controller = new AbortController();
const options = { pollIntervalMs: 600_000, maxWaitMs: 3_600_000, signal: controller.signal };
const waits = Array.from({ length: COUNT }, () => client.textToImage.wait('task_1', options).catch(() => {}));
const report = (state) => {
  globalThis.gc();
  const bytes = (process.memoryUsage().heapUsed - before.heap) / COUNT;
  const each = (timers() - before.timers) / COUNT;
  console.log(`${state}: ${Math.round(bytes)} bytes and ${each.toFixed(2)} timers a task`);
};
console.log(`${COUNT.toLocaleString('en')} tasks, on ${process.version}`);
report('in the queue'); // nobody was answered yet, and 64 are on their way
while (asked <= COUNT) await pause(20);
await pause(100);
report('between two polls');
controller.abort();
await Promise.all(waits);
