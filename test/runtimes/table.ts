import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Format } from './runtimes.js';

const README = fileURLToPath(new URL('../../README.md', import.meta.url));

/** A row of the README's table, from the formats in which every check passed. */
export const row = (name: string, passed: readonly Format[] = []): string =>
  `| ${name} | ${(['ESM', 'CommonJS'] as const).map((format) => (passed.includes(format) ? 'yes' : 'no')).join(' | ')} |`;

export const readmeRows = (): string[] => readFileSync(README, 'utf8').split('\n');
