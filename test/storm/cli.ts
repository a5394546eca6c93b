import { parseArgs } from 'node:util';
import { storm } from './storm.js';
import { add, emptyTally, toTable } from './table.js';

// npm run storm -- --minutes 10 --seed 42: storm after storm, each with the next seed, until the time is up.
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    runs: { type: 'string', default: '400' },
    seed: { type: 'string', default: process.env['STORM_SEED'] ?? String(Date.now() % 1_000_000) },
  },
});
const minutes = Number(values.minutes);
const runs = Number(values.runs);
const firstSeed = Number(values.seed);
if (![minutes, runs, firstSeed].every((number) => number >= 0)) {
  throw new RangeError('--minutes, --runs and --seed are numbers.');
}

let warnings = 0;
process.on('warning', (warning) => {
  warnings++;
  console.error(warning.stack);
});

console.log(`Storm: --seed ${firstSeed}, ${minutes} min, ${runs} runs a storm`);
const tally = emptyTally();
const endsAt = performance.now() + minutes * 60_000;
let broken = 0;
for (let seed = firstSeed; tally.storms === 0 || performance.now() < endsAt; seed++) {
  const report = await storm({ seed, runs });
  add(tally, report);
  broken += report.breaches.length;
  for (const { rule, run, what } of report.breaches)
    console.error(`--seed ${seed}, run ${run ?? '-'}: ${rule}: ${what}`);
  if (process.stdout.isTTY) process.stdout.write(`\r${tally.storms} storms, ${broken} promises broken `);
}
console.log(`\n${toTable(tally)}\n\n${broken} promises broken, ${warnings} warnings of Node`);
process.exitCode = broken + warnings === 0 ? 0 : 1;
