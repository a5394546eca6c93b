// How long the entries take to import, each in fresh processes, beside an empty module: npm run bench:startup
import { spawnSync } from 'node:child_process';

const RUNS = 21;
const EMPTY = new URL('empty.mjs', import.meta.url).href;
const ENTRIES = [
  '@runapi.ai/flux-kontext',
  '@runapi.ai/flux-kontext/callbacks',
  '@runapi.ai/flux-kontext/testing',
];

const timeOf = (source) => {
  const code = `const t = performance.now(); await import(${JSON.stringify(source)}); console.log(performance.now() - t)`;
  return Number(
    spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }).stdout,
  );
};
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

const sources = [EMPTY, ...ENTRIES];
const times = new Map(sources.map((source) => [source, []]));
for (let run = 0; run < RUNS; run++) for (const source of sources) times.get(source).push(timeOf(source)); // in turn

const empty = median(times.get(EMPTY));
console.log(`empty module: ${empty.toFixed(1)} ms (median of ${RUNS})`);
for (const entry of ENTRIES)
  console.log(`${entry}: ${(median(times.get(entry)) - empty).toFixed(1)} ms above it`);
