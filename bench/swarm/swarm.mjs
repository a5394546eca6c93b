// 10,000 tasks waited for at once, by this package and by bare loops of fetch, against a server in another
// process: npm run bench:swarm [-- COUNT]
import { fork } from 'node:child_process';
import { once } from 'node:events';

const count = Number(process.argv[2] ?? 10_000);
const INTERVAL_MS = 2_000; // of both contestants
const script = (file) => new URL(file, import.meta.url).pathname;
const server = fork(script('server.mjs'));
const [port] = await once(server, 'message');
const books = async () => {
  server.send('books');
  const [counts] = await once(server, 'message');
  return counts;
};

const results = [];
for (const name of ['sdk', 'bounded', 'bare']) {
  await books();
  const contestant = fork(script('contestants.mjs'), [name, String(port), String(count)]);
  const [result] = await once(contestant, 'message');
  results.push({ ...result, ...(await books()) });
}
server.kill();

console.log(`${count.toLocaleString('en')} tasks at once, polled every 2 s, on ${process.version}\n`);
console.log('| | SDK | bare fetch, 64 at once | bare fetch loop |\n| --- | --- | --- | --- |');
const row = (what, of) => console.log(`| ${what} | ${results.map(of).join(' | ')} |`);
row('errors', (r) => r.errors);
row('tasks made', (r) => r.tasks);
row('most sockets open', (r) => r.mostSockets);
row('requests', (r) => r.requests);
row('CPU', (r) => `${(r.cpuMs / 1000).toFixed(1)} s`);
row('most memory', (r) => `${Math.round(r.mostMemory / 2 ** 20)} MB`);
row('wall', (r) => `${(r.wallMs / 1000).toFixed(1)} s`);
row('from completed to resolved, mean', (r) => `${Math.round(r.meanDelayMs)} ms`);

// A round of polls takes as long as that many requests do, however they are queued.
const [sdk, , bare] = results;
const roundMs = (count / sdk.requests) * sdk.wallMs;
const limits = [
  ['errors', sdk.errors, 0],
  ['most sockets open', sdk.mostSockets, 64],
  ['most memory, MB', Math.round(sdk.mostMemory / 2 ** 20), 350],
  ["share of the loop's CPU", Number((sdk.cpuMs / bare.cpuMs).toFixed(2)), 0.5],
  ['from completed to resolved, ms', Math.round(sdk.meanDelayMs), Math.round(INTERVAL_MS + roundMs)],
];
console.log(`\nOne poll interval and one round of polls: ${INTERVAL_MS} + ${Math.round(roundMs)} ms\n`);
for (const [what, value, limit] of limits)
  console.log(`${value <= limit ? 'holds' : 'BROKEN'}  ${what}: ${value}, at most ${limit}`);
