import type { StormReport } from './storm.js';
import { errorOf } from './world.js';

/** What a storm, or many, came to, in numbers. */
export interface Tally {
  storms: number;
  readonly counts: Map<string, number>;
  readonly struck: Map<string, number>;
  readonly settled: Map<string, number>;
  readonly breaches: Map<string, number>;
}

export const emptyTally = (): Tally => ({
  storms: 0,
  counts: new Map(),
  struck: new Map(),
  settled: new Map(),
  breaches: new Map([
    ['doubled', 0],
    ['lost', 0],
    ['unsettled', 0],
  ]),
});

export function add(tally: Tally, report: StormReport): void {
  tally.storms++;
  count(tally.counts, 'calls', report.entries.length);
  count(tally.counts, 'requests', report.requests);
  count(tally.counts, 'restarts of the server', report.restarts);
  count(tally.counts, 'tasks', report.tasks.length);
  count(tally.counts, 'creates repeated in the calm', report.repeated);
  for (const [name, times] of report.struck) count(tally.struck, name, times);
  for (const entry of report.entries) count(tally.settled, endOf(entry));
  for (const { rule } of report.breaches) count(tally.breaches, rule);
}

/** As lines to print. */
export function toTable({ storms, counts, struck, settled, breaches }: Tally): string {
  const sections = [
    section('What struck', byNumber(struck)),
    section('How calls ended', byNumber(settled)),
    section(`In all, in ${storms} storms`, [...counts, ...breaches]),
  ];
  return sections.join('\n\n');
}

function endOf(entry: StormReport['entries'][number]): string {
  const error = errorOf(entry);
  if (error) return `${error.name}${error.outcomeKnown === false ? ', outcome open' : ''}`;
  return entry.end ? `${entry.call}: a result` : 'never';
}

const count = (counts: Map<string, number>, name: string, times = 1): void =>
  void counts.set(name, (counts.get(name) ?? 0) + times);

const byNumber = (counts: ReadonlyMap<string, number>) => [...counts].sort(([, a], [, b]) => b - a);

const section = (title: string, rows: readonly (readonly [string, number])[]): string =>
  [title, ...rows.map(([name, number]) => `  ${name.padEnd(44)}${String(number).padStart(9)}`)].join('\n');
