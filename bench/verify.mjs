// `verifyCallback` beside the bare steps that it can't do without, in one process, in turn: npm run bench:verify
import { createHmac, timingSafeEqual } from 'node:crypto';
import { signCallback, verifyCallback } from '@runapi.ai/flux-kontext/callbacks';

const ROUNDS = Number(process.argv[2] ?? 31);
const PER_ROUND = 5_000;
const secret = 'c2VjcmV0LWtleS1mb3ItdGVzdHM=';
const images = [{ url: 'https://cdn.runapi.ai/2026/01/01/7f3c1b1e-5d1a-4d3e-9a53-0d8f5d2b6c10.png' }];
const body = Buffer.from(JSON.stringify({ id: 'task_1', status: 'completed', images }));
const sent = signCallback({ body, secret });
const headers = Object.fromEntries(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value]));

const contestants = {
  verifyCallback: () => verifyCallback({ body, headers, secret }).payload,
  bare: () => {
    const {
      'x-callback-id': id,
      'x-callback-timestamp': timestamp,
      'x-callback-signature': signature,
    } = headers;
    const mac = createHmac('sha256', Buffer.from(secret, 'base64'))
      .update(`${id}.${timestamp}.`)
      .update(body);
    if (!timingSafeEqual(Buffer.from(mac.digest('base64')), Buffer.from(signature)))
      throw new Error('forged');
    return JSON.parse(body);
  },
};

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const microsOf = (call) => {
  const before = process.cpuUsage();
  for (let left = PER_ROUND; left > 0; left--) call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / PER_ROUND;
};

const costs = { verifyCallback: [], bare: [] };
for (let round = -5; round < ROUNDS; round++) {
  for (const [name, call] of Object.entries(contestants)) {
    const cost = microsOf(call);
    if (round >= 0) costs[name].push(cost); // the first ones warm up
  }
}
const speed = median(costs.bare.map((cost, round) => cost / costs.verifyCallback[round]));
console.log(
  `verifyCallback ${median(costs.verifyCallback).toFixed(1)} µs, bare ${median(costs.bare).toFixed(1)} µs of CPU: ${speed.toFixed(2)} of its speed (median of ${ROUNDS})`,
);
