// What a task costs this process while it is waited for: node --expose-gc bench/waiting.mjs
import { FluxKontextClient } from '@runapi.ai/flux-kontext';

const COUNT = 10_000;
const fetch = async () => Response.json({ id: 'task_1', status: 'processing' });
const client = new FluxKontextClient({ apiKey: 'bench', fetch });
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

await client.textToImage.wait('task_1', { maxWaitMs: 0 }).catch(() => {}); // whatever is made once
globalThis.gc();
const before = { heap: process.memoryUsage().heapUsed, timers: timers() };
const controller = new AbortController();
const options = { pollIntervalMs: 600_000, maxWaitMs: 3_600_000, signal: controller.signal };
const waits = Array.from({ length: COUNT }, () => client.textToImage.wait('task_1', options).catch(() => {}));
while (timers() < before.timers + COUNT) await pause(20);
await pause(100);
globalThis.gc();
const bytes = (process.memoryUsage().heapUsed - before.heap) / COUNT;
console.log(`${COUNT.toLocaleString('en')} tasks between two polls, on ${process.version}`);
console.log(`${Math.round(bytes)} bytes and ${(timers() - before.timers) / COUNT} timer a task`);
controller.abort();
await Promise.all(waits);
