// 10,000 tasks waited for at once, by this package and by a bare loop of fetch, against a server in another
// process: npm run bench:swarm [-- COUNT]
import { fork } from 'node:child_process';
import { once } from 'node:events';

const count = Number(process.argv[2] ?? 10_000);
const script = (file) => new URL(file, import.meta.url).pathname;
const server = fork(script('server.mjs'));
const [port] = await once(server, 'message');
const books = async () => (await fetch(`http://127.0.0.1:${port}/books`)).json();

const results = [];
for (const name of ['sdk', 'bare']) {
  await books();
  const contestant = fork(script('contestants.mjs'), [name, String(port), String(count)]);
  const [result] = await once(contestant, 'message');
  results.push({ ...result, ...(await books()) });
}
server.kill();

console.log(`${count.toLocaleString('en')} tasks at once, polled every 2 s, on ${process.version}\n`);
console.log('| | SDK | bare fetch loop |\n| --- | --- | --- |');
const row = (what, of) => console.log(`| ${what} | ${results.map(of).join(' | ')} |`);
row('errors', (r) => r.errors);
row('tasks made', (r) => r.tasks);
row('most sockets open', (r) => r.mostSockets);
row('requests', (r) => r.requests);
row('CPU', (r) => `${(r.cpuMs / 1000).toFixed(1)} s`);
row('most memory', (r) => `${Math.round(r.mostMemory / 2 ** 20)} MB`);
row('wall', (r) => `${(r.wallMs / 1000).toFixed(1)} s`);
row('from completed to resolved, mean', (r) => `${Math.round(r.meanDelayMs)} ms`);
