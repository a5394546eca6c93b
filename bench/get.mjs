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
  const costs = { sdk: [], bare: [] };
  for (let round = -3; round < ROUNDS; round++) {
    for (const [name, call] of Object.entries(contestants)) {
      const cost = await cpuMicros(call, atOnce);
      if (round >= 0) costs[name].push(cost); // the first ones warm up
    }
  }
  const ratio = median(costs.sdk.map((cost, round) => cost / costs.bare[round]));
  console.log(
    `${atOnce} at once: ${median(costs.sdk).toFixed(0)} µs a get, bare fetch ${median(costs.bare).toFixed(0)} µs, ratio ${ratio.toFixed(2)} (median of ${ROUNDS})`,
  );
}
server.kill();
