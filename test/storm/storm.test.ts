import { expect, test } from 'vitest';
import { storm } from './storm.js';
import { add, emptyTally, toTable } from './table.js';

/** These always, and one that nobody has tried; `STORM_SEED=7 npx vitest run test/storm` repeats one. */
const { STORM_SEED } = process.env;
const seeds = STORM_SEED ? [Number(STORM_SEED)] : [1, 2, Math.floor(Math.random() * 1e9)];

test.each(seeds)(
  'in a storm every call settles, nothing is paid twice, and no paid task is lost (seed %d)',
  async (seed) => {
    const report = await storm({ seed, runs: 150 });
    const tally = emptyTally();
    add(tally, report);

    expect(report.breaches, `STORM_SEED=${seed}\n${toTable(tally)}`).toEqual([]);
    // And there was a storm, in which some came through.
    expect(report.entries.length).toBeGreaterThanOrEqual(150);
    expect(report.struck.size).toBeGreaterThan(10); // 27 to 55 in 40 storms
    expect(report.repeated).toBeGreaterThan(0);
    expect(report.restarts).toBeGreaterThan(0);
    expect(report.entries.filter(({ end }) => end && 'value' in end).length).toBeGreaterThan(0);
  },
  60_000,
);
