// CPU of one `textToImage.get` beside bare `fetch` and `json()`, in one process, in turn: npm run bench:get
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { FluxKontextClient } from '@runapi.ai/flux-kontext';

const ROUNDS = Number(process.argv[2] ?? 15);
const PER_ROUND = 1_500;
const server = fork(new URL('swarm/server.mjs', import.meta.url).pathname);
const [port] = await once(server, 'message');
const baseUrl = `http://127.0.0.1:${port}`;
const url = `${baseUrl}/api/v1/flux_kontext/text_to_image`;
const headers = { Accept: 'application/json', Authorization: 'Bearer bench', 'User-Agent': 'bench' };
const client = new FluxKontextClient({ apiKey: 'bench', baseUrl });
const { id } = await client.textToImage.create({ model: 'flux-kontext-pro', prompt: 'A lighthouse' });

const contestants = {
  sdk: () => client.textToImage.get(id),
  bare: async () => (await fetch(`${url}/${id}`, { headers, cache: 'no-store' })).json(),
  /** What whoever writes it by hand needs at least, to be rid of a service that does not answer. */
  limited: async () => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), 60_000);
    try {
      const { signal } = controller;
      return await (await fetch(`${url}/${id}`, { headers, cache: 'no-store', signal })).json();
    } finally {
      clearTimeout(timer);
    }
  },
};

async function cpuMicros(call, atOnce) {
  const before = process.cpuUsage();
  let left = PER_ROUND;
  const worker = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / PER_ROUND;
}
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

for (const atOnce of [1, 64]) {
  const costs = { sdk: [], bare: [], limited: [] };
  for (let round = -3; round < ROUNDS; round++) {
    for (const [name, call] of Object.entries(contestants)) {
      const cost = await cpuMicros(call, atOnce);
      if (round >= 0) costs[name].push(cost); // the first ones warm up
    }
  }
  const micros = (name) => `${median([...costs[name]]).toFixed(0)} µs`;
  const ratio = (name) => median(costs[name].map((cost, round) => cost / costs.bare[round])).toFixed(2);
  console.log(
    `${atOnce} at once: ${micros('sdk')} a get, ratio ${ratio('sdk')}; bare fetch ${micros('bare')}; bare fetch with a time limit ${micros('limited')}, ratio ${ratio('limited')} (median of ${ROUNDS})`,
  );
}
server.kill();
